using System.Numerics;

namespace Transfer.Augmentation;

/// <summary>
/// MixUp and CutMix of a batch: every row is joined with another one of the same batch, and so are their labels. The results go to other
/// memory, because every row is read twice.
/// </summary>
/// <param name="rows">The batch, <c>[N, …]</c>: images, or features for MixUp.</param>
/// <param name="labels"><c>[N, classes]</c>, one-hot or soft.</param>
/// <param name="count">N.</param>
internal readonly ref struct BatchMixing(ReadOnlySpan<float> rows, ReadOnlySpan<float> labels, int count)
{
    private readonly ReadOnlySpan<float> _rows = rows;
    private readonly ReadOnlySpan<float> _labels = labels;

    /// <summary>Class indices to one-hot labels.</summary>
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
                throw new ArgumentException(
                    $"Label {row} is {indices[row]}; expected a class from 0 to {classes - 1}.", nameof(indices));
            }

            labels[(row * classes) + (int)indices[row]] = 1;
        }
    }

    /// <summary>
    /// MixUp (Zhang and others: mixup: Beyond Empirical Risk Minimization, ICLR 2018): row = share x row + (1 - share) x another row, and
    /// the same for the labels.
    /// </summary>
    /// <param name="alpha">The share is drawn from Beta(alpha, alpha) once a batch; 0.2 is usual for images, 0 mixes nothing.</param>
    /// <param name="random">Draws the share and the partners.</param>
    /// <param name="mixedRows">Receives the mixed rows.</param>
    /// <param name="mixedLabels">Receives their labels.</param>
    /// <returns>The share of the row itself, 0 to 1.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or alpha is negative or not finite.</exception>
    public double MixUp(double alpha, SeededRandom random, Span<float> mixedRows, Span<float> mixedLabels)
    {
        Check(mixedRows, mixedLabels);
        var (share, partners) = Draw(alpha, random);
        Blend(_rows, partners, (float)share, mixedRows);
        Blend(_labels, partners, (float)share, mixedLabels);
        return share;
    }

    /// <summary>
    /// CutMix (Yun and others, ICCV 2019): a rectangle of each image is replaced by the same rectangle of another one; the labels are
    /// shared by area. The rows are <c>[N, C, height, width]</c>.
    /// </summary>
    /// <param name="plane">Height and width of the images.</param>
    /// <param name="alpha">The area that stays is drawn from Beta(alpha, alpha) once a batch; 1 is usual, 0 cuts nothing.</param>
    /// <param name="random">Draws the rectangle and the partners.</param>
    /// <param name="mixedRows">Receives the images.</param>
    /// <param name="mixedLabels">Receives their labels.</param>
    /// <returns>The share of an image that is its own, counted in pixels.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or alpha is negative or not finite.</exception>
    public double CutMix(
        (int Height, int Width) plane, double alpha, SeededRandom random, Span<float> mixedRows, Span<float> mixedLabels)
    {
        Check(mixedRows, mixedLabels);
        var (height, width) = plane;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var each = _rows.Length / count;
        if (each % (height * width) != 0)
        {
            throw new ArgumentException($"An image has {each} values; expected planes of {height} x {width}.", nameof(plane));
        }

        var (share, partners) = Draw(alpha, random);
        // The sides are shortened alike, so that the area is what was drawn; a rectangle that hangs over an edge is cut there.
        var side = Math.Sqrt(1 - share) / 2;
        var (middleX, middleY) = (random.NextDouble() * width, random.NextDouble() * height);
        var (left, right) = (Edge(middleX - (side * width), width), Edge(middleX + (side * width), width));
        var (top, bottom) = (Edge(middleY - (side * height), height), Edge(middleY + (side * height), height));
        _rows.CopyTo(mixedRows);
        for (var index = 0; index < count; index++)
        {
            for (var row = 0; row < each / width; row++)
            {
                if (row % height >= top && row % height < bottom)
                {
                    var start = (row * width) + left;
                    _rows.Slice((partners[index] * each) + start, right - left).CopyTo(mixedRows[((index * each) + start)..]);
                }
            }
        }

        var own = 1 - ((double)(right - left) * (bottom - top) / ((double)width * height));
        Blend(_labels, partners, (float)own, mixedLabels);
        return own;
    }

    private static int Edge(double position, int length) => Math.Clamp((int)Math.Round(position), 0, length);

    private (double Share, int[] Partners) Draw(double alpha, SeededRandom random)
    {
        if (!double.IsFinite(alpha) || alpha < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(alpha), alpha, "Alpha must be 0 or more: 0 mixes nothing, 0.2 is usual for MixUp and 1 for CutMix.");
        }

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

    private void Check(ReadOnlySpan<float> mixedRows, ReadOnlySpan<float> mixedLabels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        foreach (var length in (ReadOnlySpan<int>)[_rows.Length, _labels.Length])
        {
            if (length == 0 || length % count != 0)
            {
                throw new ArgumentException($"There are {length} values; expected a whole number for each of the {count} rows.");
            }
        }

        RequireLength(mixedRows.Length, _rows.Length, nameof(mixedRows));
        RequireLength(mixedLabels.Length, _labels.Length, nameof(mixedLabels));
        if (_rows.Overlaps(mixedRows) || _labels.Overlaps(mixedLabels))
        {
            throw new ArgumentException(
                "A batch cannot be mixed in its own memory, as every row is read twice; give another span for the result.",
                nameof(mixedRows));
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
