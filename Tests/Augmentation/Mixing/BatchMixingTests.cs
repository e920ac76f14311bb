namespace Transfer.Tests.Augmentation;

public sealed class BatchMixingTests
{
    private const int Count = 6;
    private const int Channels = 3;
    private const int Height = 8;
    private const int Width = 12;
    private const int Classes = 3;
    private const int Each = Channels * Height * Width;

    [Fact]
    public void Labels_become_rows_with_a_single_one()
    {
        var labels = new float[6];
        BatchMixing.OneHot([2, 0], 3, labels);
        Assert.Equal([0, 0, 1, 1, 0, 0], labels);
        static string Fault(Action act) => Assert.Throws<ArgumentException>(act).Message.Split(" (P")[0];
        Assert.Equal("Label 0 is 3; expected a class from 0 to 2.", Fault(() => BatchMixing.OneHot([3], 3, new float[3])));
        Assert.Equal("There is room for 4 values; expected 3.", Fault(() => BatchMixing.OneHot([1], 3, new float[4])));
    }

    [Fact]
    public void MixUp_blends_rows_and_labels_by_the_same_share()
    {
        var partnersFound = new HashSet<int>();
        for (var seed = 0; seed < 50; seed++)
        {
            var (rows, labels) = Batch();
            var (mixed, mixedLabels) = (new float[rows.Length], new float[labels.Length]);
            var share = (float)new BatchMixing(rows, labels, Count).MixUp(0.4, new SeededRandom(seed), mixed, mixedLabels);
            Assert.InRange(share, 0, 1);
            for (var row = 0; row < Count; row++)
            {
                if (share > 0.99f)
                {
                    // The partner is too faint to be told.
                    continue;
                }

                // An image is filled with its own number, so that the mean says who its partner was.
                var partner = (int)MathF.Round((mixed[row * Each] - (share * Value(row))) / (1 - share) / 10) - 1;
                Assert.InRange(partner, 0, Count - 1);
                partnersFound.Add(partner);
                var blend = (share * Value(row)) + ((1 - share) * Value(partner));
                Assert.All(mixed[(row * Each)..((row + 1) * Each)], value => Assert.Equal(blend, value, 0.01f));
                for (var label = 0; label < Classes; label++)
                {
                    var expected = (share * labels[(row * Classes) + label]) + ((1 - share) * labels[(partner * Classes) + label]);
                    Assert.Equal(expected, mixedLabels[(row * Classes) + label], 1e-5f);
                }
            }
        }

        Assert.Equal(Count, partnersFound.Count);
    }

    [Fact]
    public void CutMix_takes_a_rectangle_of_another_image_and_counts_its_pixels()
    {
        var shares = new List<double>();
        for (var seed = 0; seed < 100; seed++)
        {
            var (images, labels) = Batch();
            var (mixed, mixedLabels) = (new float[images.Length], new float[labels.Length]);
            var own = new BatchMixing(images, labels, Count).CutMix((Height, Width), 1, new SeededRandom(seed), mixed, mixedLabels);
            shares.Add(own);
            for (var row = 0; row < Count; row++)
            {
                var image = mixed[(row * Each)..((row + 1) * Each)];
                // The partner of an image is known by its value; an image that is its own partner stays as it is.
                var foreign = image.Where(value => value != Value(row)).Distinct().DefaultIfEmpty(Value(row)).Single();
                var partner = ((int)foreign / 10) - 1;
                if (partner != row)
                {
                    Assert.Equal(1 - own, image.Count(value => value == foreign) / (double)Each, 1e-9);
                    AssertRectangle(image, foreign);
                    var expected = new float[Classes];
                    expected[row % Classes] += (float)own;
                    expected[partner % Classes] += (float)(1 - own);
                    Assert.Equal(expected, mixedLabels[(row * Classes)..((row + 1) * Classes)], (a, b) => Math.Abs(a - b) < 1e-5);
                }
            }
        }

        Assert.Equal([1 - (24 / 96.0), 1 - (16 / 96.0), 1 - (27 / 96.0), 1 - (54 / 96.0), 1 - (48 / 96.0)], shares.Take(5));
    }

    [Fact]
    public void The_share_is_beta_distributed()
    {
        foreach (var alpha in new[] { 0.2, 1.0, 4.0 })
        {
            var random = new SeededRandom(1, (long)(alpha * 10));
            double[] shares = [.. Enumerable.Range(0, 20_000).Select(_ => BetaDistribution.DrawSymmetric(random, alpha))];
            Assert.Equal(0.5, shares.Average(), 0.02);
            // The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
            Assert.Equal(1 / (4 * ((2 * alpha) + 1)), shares.Average(share => (share - 0.5) * (share - 0.5)), 0.005);
        }
    }

    [Fact]
    public void An_alpha_of_zero_leaves_the_batch_as_it_is()
    {
        var (rows, labels) = Batch();
        var (mixed, mixedLabels) = (new float[rows.Length], new float[labels.Length]);
        Assert.Equal(1, new BatchMixing(rows, labels, Count).MixUp(0, new SeededRandom(1), mixed, mixedLabels));
        Assert.Equal(rows, mixed);
        Assert.Equal(1, new BatchMixing(rows, labels, Count).CutMix((Height, Width), 0, new SeededRandom(1), mixed, mixedLabels));
        Assert.Equal(rows, mixed);
        Assert.Equal(labels, mixedLabels);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_a_sentence()
    {
        var (rows, labels) = Batch();
        var (mixed, mixedLabels) = (new float[rows.Length], new float[labels.Length]);
        string MixUp(int count, double alpha, float[] destination) => Assert.ThrowsAny<ArgumentException>(
            () => new BatchMixing(rows, labels, count).MixUp(alpha, new SeededRandom(1), destination, mixedLabels)).Message.Split(" (P")[0];
        Assert.Equal("Alpha must be 0 or more: 0 mixes nothing, 0.2 is usual for MixUp and 1 for CutMix.", MixUp(Count, -1, mixed));
        Assert.Equal("There are 1728 values; expected a whole number for each of the 5 rows.", MixUp(5, 1, mixed));
        Assert.Equal("There is room for 3 values; expected 1728.", MixUp(Count, 1, new float[3]));
        Assert.Equal(
            "A batch cannot be mixed in its own memory, as every row is read twice; give another span for the result.",
            MixUp(Count, 1, rows));
        var planes = Assert.Throws<ArgumentException>(
            () => new BatchMixing(rows, labels, Count).CutMix((7, Width), 1, new SeededRandom(1), mixed, mixedLabels));
        Assert.StartsWith("An image has 288 values; expected planes of 7 x 12.", planes.Message, StringComparison.Ordinal);
    }

    private static float Value(int row) => 10f * (row + 1);

    private static (float[] Rows, float[] Labels) Batch()
    {
        float[] rows = [.. Enumerable.Range(0, Count * Each).Select(index => Value(index / Each))];
        var labels = new float[Count * Classes];
        BatchMixing.OneHot([.. Enumerable.Range(0, Count).Select(row => (long)(row % Classes))], Classes, labels);
        return (rows, labels);
    }

    private static void AssertRectangle(float[] image, float foreign)
    {
        var cells = Enumerable.Range(0, Height * Width).Where(index => image[index] == foreign).ToList();
        int[] columns = [.. cells.Select(cell => cell % Width).Distinct().Order()];
        int[] rows = [.. cells.Select(cell => cell / Width).Distinct().Order()];
        Assert.Equal(cells.Count, columns.Length * rows.Length);
        Assert.Equal(columns.Length - 1, columns[^1] - columns[0]);
        Assert.Equal(rows.Length - 1, rows[^1] - rows[0]);
        for (var channel = 1; channel < Channels; channel++)
        {
            Assert.Equal(image[..(Height * Width)], image[(channel * Height * Width)..((channel + 1) * Height * Width)]);
        }
    }
}
