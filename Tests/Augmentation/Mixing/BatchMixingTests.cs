using Transfer.Augmentation;

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
        Assert.Throws<ArgumentException>(() => BatchMixing.OneHot([3], 3, new float[3]));
        Assert.Throws<ArgumentException>(() => BatchMixing.OneHot([1], 3, new float[4]));
    }

    [Fact]
    public void MixUp_blends_rows_and_labels_by_the_same_share()
    {
        var partnersFound = new HashSet<int>();
        for (var seed = 0; seed < 50; seed++)
        {
            var (rows, labels) = Batch();
            var (mixed, mixedLabels) = (new float[rows.Length], new float[labels.Length]);
            var share = (float)BatchMixing.MixUp(rows, labels, Count, 0.4, new SeededRandom(seed), mixed, mixedLabels);
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
                Assert.All(mixed[(row * Each)..((row + 1) * Each)], value => Assert.Equal((share * Value(row)) + ((1 - share) * Value(partner)), value, 0.01f));
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
            var own = BatchMixing.CutMix(images, labels, Count, Height, Width, 1, new SeededRandom(seed), mixed, mixedLabels);
            shares.Add(own);
            for (var row = 0; row < Count; row++)
            {
                var image = mixed[(row * Each)..((row + 1) * Each)];
                var foreign = image.Where(value => value != Value(row)).Distinct().ToArray();
                Assert.True(foreign.Length <= 1);
                if (foreign.Length == 1)
                {
                    Assert.Equal(1 - own, image.Count(value => value == foreign[0]) / (double)Each, 1e-9);
                    AssertRectangle(image, foreign[0]);
                }

                Assert.Equal(1, mixedLabels.AsSpan(row * Classes, Classes).ToArray().Sum(), 1e-5f);
                Assert.True(mixedLabels[(row * Classes) + (row % Classes)] >= own - 1e-5);
            }
        }

        Assert.True(shares.Min() < 0.3 && shares.Max() > 0.9, $"{shares.Min()} to {shares.Max()}");
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
        Assert.Equal(1, BatchMixing.MixUp(rows, labels, Count, 0, new SeededRandom(1), mixed, mixedLabels));
        Assert.Equal(rows, mixed);
        Assert.Equal(1, BatchMixing.CutMix(rows, labels, Count, Height, Width, 0, new SeededRandom(1), mixed, mixedLabels));
        Assert.Equal(rows, mixed);
        Assert.Equal(labels, mixedLabels);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_a_sentence()
    {
        static string Fault(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        var (rows, labels) = Batch();
        var (mixed, mixedLabels) = (new float[rows.Length], new float[labels.Length]);
        Assert.Contains("Alpha must be 0 or more", Fault(() => BatchMixing.MixUp(rows, labels, Count, -1, new SeededRandom(1), mixed, mixedLabels)), StringComparison.Ordinal);
        Assert.Contains("expected a whole number for each of the 5 rows", Fault(() => BatchMixing.MixUp(rows, labels, 5, 1, new SeededRandom(1), mixed, mixedLabels)), StringComparison.Ordinal);
        Assert.Contains("expected 1728", Fault(() => BatchMixing.MixUp(rows, labels, Count, 1, new SeededRandom(1), new float[3], mixedLabels)), StringComparison.Ordinal);
        Assert.Contains("in its own memory", Fault(() => BatchMixing.MixUp(rows, labels, Count, 1, new SeededRandom(1), rows, mixedLabels)), StringComparison.Ordinal);
        Assert.Contains("expected planes of 7 x 12", Fault(() => BatchMixing.CutMix(rows, labels, Count, 7, Width, 1, new SeededRandom(1), mixed, mixedLabels)), StringComparison.Ordinal);
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
        var (columns, rows) = (cells.Select(cell => cell % Width).Distinct().Order().ToArray(), cells.Select(cell => cell / Width).Distinct().Order().ToArray());
        Assert.Equal(cells.Count, columns.Length * rows.Length);
        Assert.Equal(columns.Length - 1, columns[^1] - columns[0]);
        Assert.Equal(rows.Length - 1, rows[^1] - rows[0]);
        for (var channel = 1; channel < Channels; channel++)
        {
            Assert.Equal(image[..(Height * Width)], image[(channel * Height * Width)..((channel + 1) * Height * Width)]);
        }
    }
}
