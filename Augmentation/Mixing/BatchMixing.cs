using System.Numerics;

namespace Transfer.Augmentation;

/// <summary>
/// MixUp and CutMix: every row of a batch is joined with another one of the same batch, and so are their labels. The rows are plain
/// floats; MixUp takes features as well as images.
/// </summary>
public static class BatchMixing
{
    /// <summary>Class indices to soft labels that are quite sure: 1 for the class, 0 for the others.</summary>
    /// <param name="indices">N class indices, 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="labels">Receives <c>[N, classes]</c>.</param>
    /// <exception cref="ArgumentException">An index is not a class, or the span has another length.</exception>
    public static void OneHot(ReadOnlySpan<long> indices, int classes, Span<float> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        RequireLength(labels.Length, (long)indices.Length * classes, nameof(labels));
        labels.Clear();
        for (var row = 0; row < indices.Length; row++)
        {
            if (indices[row] < 0 || indices[row] >= classes)
            {
                throw new ArgumentException($"Label {row} is {indices[row]}; expected a class from 0 to {classes - 1}.", nameof(indices));
            }

            labels[(row * classes) + (int)indices[row]] = 1;
        }
    }

    /// <summary>
    /// MixUp (Zhang and others: mixup: Beyond Empirical Risk Minimization, ICLR 2018): row = share x row + (1 - share) x another row, and the
    /// same for the labels.
    /// </summary>
    /// <param name="rows">The batch, <c>[N, …]</c>: images or features.</param>
    /// <param name="labels"><c>[N, classes]</c>, one-hot or soft already.</param>
    /// <param name="count">N.</param>
    /// <param name="alpha">The share is drawn from Beta(alpha, alpha) once a batch; 0.2 is usual for images, 0 mixes nothing.</param>
    /// <param name="random">What the share and the partners are drawn from.</param>
    /// <param name="mixedRows">Receives the mixed rows, as many as <paramref name="rows"/>; another memory.</param>
    /// <param name="mixedLabels">Receives their labels; another memory.</param>
    /// <returns>The share of the row itself, 0 to 1.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or alpha is negative or not finite.</exception>
    public static double MixUp(
        ReadOnlySpan<float> rows,
        ReadOnlySpan<float> labels,
        int count,
        double alpha,
        SeededRandom random,
        Span<float> mixedRows,
        Span<float> mixedLabels)
    {
        Check(rows, labels, count, alpha, random, mixedRows, mixedLabels);
        var (share, partners) = Draw(count, alpha, random);
        Blend(rows, partners, (float)share, mixedRows);
        Blend(labels, partners, (float)share, mixedLabels);
        return share;
    }

    /// <summary>
    /// CutMix (Yun and others, ICCV 2019): a rectangle of each image is replaced by the same rectangle of another one; the labels are
    /// shared by area.
    /// </summary>
    /// <param name="images">The batch, <c>[N, C, height, width]</c>.</param>
    /// <param name="labels"><c>[N, classes]</c>, one-hot or soft already.</param>
    /// <param name="count">N.</param>
    /// <param name="height">How many rows a plane has.</param>
    /// <param name="width">How many columns a plane has.</param>
    /// <param name="alpha">The area that stays is drawn from Beta(alpha, alpha) once a batch; 1 is usual, 0 cuts nothing.</param>
    /// <param name="random">What the rectangle and the partners are drawn from.</param>
    /// <param name="mixedImages">Receives the images; another memory.</param>
    /// <param name="mixedLabels">Receives their labels; another memory.</param>
    /// <returns>The share of an image that is its own, counted in pixels.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or alpha is negative or not finite.</exception>
    public static double CutMix(
        ReadOnlySpan<float> images,
        ReadOnlySpan<float> labels,
        int count,
        int height,
        int width,
        double alpha,
        SeededRandom random,
        Span<float> mixedImages,
        Span<float> mixedLabels)
    {
        Check(images, labels, count, alpha, random, mixedImages, mixedLabels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var each = images.Length / count;
        if (each % (height * width) != 0)
        {
            throw new ArgumentException($"An image has {each} values; expected planes of {height} x {width}.", nameof(images));
        }

        var (share, partners) = Draw(count, alpha, random);
        // The sides are shortened alike, so that the area is what was drawn; a rectangle that hangs over an edge is cut there.
        var side = Math.Sqrt(1 - share) / 2;
        var (middleX, middleY) = (random.NextDouble() * width, random.NextDouble() * height);
        var (left, right) = (Edge(middleX - (side * width), width), Edge(middleX + (side * width), width));
        var (top, bottom) = (Edge(middleY - (side * height), height), Edge(middleY + (side * height), height));
        images.CopyTo(mixedImages);
        for (var index = 0; index < count; index++)
        {
            for (var row = 0; row < each / width; row++)
            {
                if (row % height >= top && row % height < bottom)
                {
                    var start = (row * width) + left;
                    images.Slice((partners[index] * each) + start, right - left).CopyTo(mixedImages[((index * each) + start)..]);
                }
            }
        }

        var own = 1 - ((double)(right - left) * (bottom - top) / ((double)width * height));
        Blend(labels, partners, (float)own, mixedLabels);
        return own;
    }

    private static int Edge(double position, int length) => Math.Clamp((int)Math.Round(position), 0, length);

    private static (double Share, int[] Partners) Draw(int count, double alpha, SeededRandom random)
    {
        var share = alpha > 0 ? BetaDistribution.DrawSymmetric(random, alpha) : 1;
        int[] partners = [.. Enumerable.Range(0, count)];
        random.Shuffle(partners.AsSpan());
        return (share, partners);
    }

    private static void Blend(ReadOnlySpan<float> rows, int[] partners, float share, Span<float> mixed)
    {
        var each = rows.Length / partners.Length;
        for (var index = 0; index < partners.Length; index++)
        {
            var own = rows.Slice(index * each, each);
            var other = rows.Slice(partners[index] * each, each);
            var target = mixed.Slice(index * each, each);
            var value = 0;
            for (; value <= each - Vector<float>.Count; value += Vector<float>.Count)
            {
                var mix = (new Vector<float>(own[value..]) * share) + (new Vector<float>(other[value..]) * (1 - share));
                mix.CopyTo(target[value..]);
            }

            for (; value < each; value++)
            {
                target[value] = (share * own[value]) + ((1 - share) * other[value]);
            }
        }
    }

    private static void Check(
        ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, int count, double alpha, SeededRandom random, Span<float> mixedRows, Span<float> mixedLabels)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (!double.IsFinite(alpha) || alpha < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be 0 or more: 0 mixes nothing, 0.2 is usual for MixUp and 1 for CutMix.");
        }

        RequireWhole(rows.Length, count, nameof(rows));
        RequireWhole(labels.Length, count, nameof(labels));
        RequireLength(mixedRows.Length, rows.Length, nameof(mixedRows));
        RequireLength(mixedLabels.Length, labels.Length, nameof(mixedLabels));
        if (rows.Overlaps(mixedRows) || labels.Overlaps(mixedLabels))
        {
            throw new ArgumentException("A batch cannot be mixed in its own memory, as every row is read twice; give another span for the result.", nameof(mixedRows));
        }
    }

    private static void RequireWhole(int length, int count, string name)
    {
        if (length == 0 || length % count != 0)
        {
            throw new ArgumentException($"There are {length} values; expected a whole number for each of the {count} rows.", name);
        }
    }

    private static void RequireLength(int length, long expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"There is room for {length} values; expected {expected}.", name);
        }
    }
}
