using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class LabelAuditTests
{
    [Fact]
    public void The_confident_joint_is_that_of_the_paper()
    {
        // Thresholds: class 0 has (0.9 + 0.8 + 0.1) / 3 = 0.6, class 1 has (0.9 + 0.7 + 0.2) / 3 = 0.6.
        var outputs = Outputs(0.1f, 0.2f, 0.9f, 0.9f, 0.7f, 0.2f);
        long[] labels = [0, 0, 0, 1, 1, 1];
        var joint = new ConfidentJoint(outputs, labels);
        Assert.Equal([0.6, 0.6], joint.Thresholds, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([false, false, true, false, false, true], Enumerable.Range(0, 6).Select(joint.IsOffDiagonal));
        Assert.Equal(new double[,] { { 2, 1 }, { 1, 2 } }, joint.Counts);
    }

    [Fact]
    public void Rows_of_the_joint_sum_to_the_images_with_that_label()
    {
        var joint = new ConfidentJoint(Outputs(0.01f, 0.02f, 0.4f, 0.95f, 0.9f, 0.97f), [0, 0, 0, 1, 1, 1]);
        Assert.Equal(3, joint.Counts[0, 0] + joint.Counts[0, 1], 1e-9);
        Assert.Equal(3, joint.Counts[1, 0] + joint.Counts[1, 1], 1e-9);
    }

    [Fact]
    public void The_probability_that_a_label_is_wrong_is_how_often_it_is_wrong()
    {
        // Probabilities that are right, and labels of which 12 % are flipped.
        var random = new SeededRandom(3);
        const int count = 20_000;
        var (values, labels, isWrong) = (new float[count], new long[count], new bool[count]);
        for (var i = 0; i < count; i++)
        {
            var probability = 1 / (1 + Math.Exp(-random.Normal(0, 5)));
            var truth = random.Chance(probability) ? 1 : 0;
            (values[i], isWrong[i]) = ((float)probability, random.Chance(0.12));
            labels[i] = isWrong[i] ? 1 - truth : truth;
        }

        var outputs = Outputs(values);
        var noise = new LabelNoise(outputs, labels, new ConfidentJoint(outputs, labels));
        Assert.Equal(0.12, noise.Matrix[0, 1], 0.015);
        Assert.Equal(0.12, noise.Matrix[1, 0], 0.015);
        Assert.Equal(1, noise.Temperature, 0.2);
        foreach (var bin in Enumerable.Range(0, count).GroupBy(i => (int)(5 * noise.Wrong(i, labels[i]))).Where(b => b.Count() > 200))
        {
            Assert.Equal(bin.Average(i => isWrong[i] ? 1.0 : 0), bin.Average(i => noise.Wrong(i, labels[i])), 0.06);
        }
    }

    [Fact]
    public void Probabilities_that_are_too_flat_are_sharpened()
    {
        var random = new SeededRandom(4);
        var (values, labels) = (new float[4000], new long[4000]);
        for (var i = 0; i < values.Length; i++)
        {
            var logit = random.Normal(0, 4);
            (values[i], labels[i]) = ((float)(1 / (1 + Math.Exp(-logit / 2))), random.Chance(1 / (1 + Math.Exp(-logit))) ? 1 : 0);
        }

        var outputs = Outputs(values);
        var noise = new LabelNoise(outputs, labels, new ConfidentJoint(outputs, labels));
        Assert.Equal(0.5, noise.Temperature, 0.1);
    }

    [Fact]
    public void Flipped_labels_are_found_and_heads_are_trained_without_them()
    {
        var (images, flipped) = Clusters(200, 0.1);
        var model = Train(images, new AuditOptions { Data = "", Folds = 4, Repeats = 2 });
        AuditFinding[] found = [.. LabelAudit.Find(images, model)];
        Assert.Equal(flipped.Order(), found.Take(flipped.Count).Select(f => f.Path).Order());
        var recommended = found.Count(f => f.Proposed.Length > 0);
        Assert.InRange(recommended, flipped.Count / 2, flipped.Count);
        Assert.All(found, f => Assert.NotEqual(f.Class, f.Proposed));
        Assert.Equal(found.OrderByDescending(f => f.Score).Select(f => f.Path), found.Select(f => f.Path));
        Assert.InRange(model.Heads!.IsTrusted.Count(t => !t), 1, flipped.Count);
        Assert.Equal(recommended, LabelSummaries.Of(images, model, found, new AuditOptions { Data = "" })!.Recommended);
        // The folds of the last heads are without them; all images are still predicted.
        Assert.All(model.Heads.Folds, fold => Assert.DoesNotContain(fold.Train, row => !model.Heads.IsTrusted[row]));
        Assert.All(Enumerable.Range(0, images.Count), i => Assert.True(model.Outputs.Has(i)));
    }

    [Fact]
    public void Neighbours_that_are_the_same_image_or_in_doubt_have_no_vote()
    {
        string[] names = ["a", "b", "c", "d"];
        var rows = new FeaturesInMemory([1, 0, 1, 0.01f, 1, 0.02f, 1, 0.03f], 2, [0, 1, 1, 1], names);
        var images = new AuditImages(rows, names, ["", "", "", ""], ["x", "y"]);
        var neighbours = Neighbours.Of(images.Features, 2, 3, TestContext.Current.CancellationToken);
        // Of the three neighbours of the first image one is the same image and one is in doubt.
        var votes = NeighbourVotes.Of(images, neighbours, [0, 0, 2, 3], [true, true, false, true]);
        Assert.Equal([0.25f, 0.75f], votes[..2]);
        Assert.Equal([0.5f, 0.5f], NeighbourVotes.Of(images, neighbours, [0, 0, 0, 0], [true, true, true, true])[..2]);
    }

    [Fact]
    public void A_class_of_one_image_is_not_looked_at()
    {
        var (images, _) = Clusters(60, 0, lonely: true);
        var model = Train(images, new AuditOptions { Data = "", Folds = 3, Repeats = 1 });
        Assert.Equal([2], model.TooSmall);
        Assert.Equal(images.Labels.Select(label => label != 2), Enumerable.Range(0, images.Count).Select(model.Outputs.Has));
        Assert.Empty(LabelAudit.Find(images, model));
    }

    /// <summary>Without duplicates.</summary>
    internal static LabelModel Train(AuditImages images, AuditOptions options) => LabelModel.Train(
        images, Neighbours.Of(images.Features, images.Length, 10, CancellationToken.None), [.. Enumerable.Range(0, images.Count)], options,
        RunContext.None);

    /// <summary>Two clusters in eight dimensions.</summary>
    internal static (AuditImages Images, HashSet<string> Flipped) Clusters(int count, double share, bool lonely = false)
    {
        var random = new SeededRandom(5);
        var (features, labels, names, flipped) = (new List<float>(), new List<long>(), new List<string>(), new HashSet<string>());
        for (var i = 0; i < count; i++)
        {
            var truth = i % 2;
            features.AddRange(Enumerable.Range(0, 8).Select(d => (float)random.Normal(d == truth ? 3 : 0, 0.7)));
            var isFlipped = random.Chance(share);
            names.Add($"{i:D4}.jpg");
            labels.Add(isFlipped ? 1 - truth : truth);
            if (isFlipped)
            {
                flipped.Add(names[^1]);
            }
        }

        if (lonely)
        {
            labels[0] = 2;
        }

        string[] classes = lonely ? ["a", "b", "c"] : ["a", "b"];
        var rows = new FeaturesInMemory([.. features], 8, [.. labels], names);
        return (new AuditImages(rows, names, [.. names.Select(_ => "")], classes), flipped);
    }

    private static OutOfFold Outputs(params float[] second) => new(2, [.. second.SelectMany(p => new[] { 1 - p, p })]);
}
