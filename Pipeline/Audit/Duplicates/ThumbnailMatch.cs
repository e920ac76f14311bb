using System.Numerics.Tensors;

namespace Transfer.Pipeline.Audit;

/// <summary>
/// Compares two thumbnails by their correlation (Pearson's, of the brightness) at the best of many alignments: as they are, mirrored, and
/// with up to a tenth of the width and height of one of them cropped.
/// </summary>
internal static class ThumbnailMatch
{
    private const int Size = MeasuredPixels.ThumbnailSize;

    // Pairs that are less alike than this without a crop are not more alike with one.
    private const float Least = 0.3f;

    // Refined steps, in pixels of the thumbnail.
    private const float WorthRefining = 0.75f;
    private const float FirstStep = 0.5f;
    private const float LastStep = 0.1f;
    private const float Shortest = 0.88f * Size;

    private static readonly (float Start, float Length)[] Changes = [(1, 0), (-1, 0), (0, 1), (0, -1), (-1, 1), (1, -1)];

    private static readonly (float Start, float Length)[] Windows =
    [
        (0, Size),
        .. new[] { 0.95f, 0.9f }.SelectMany(share => new[] { 0, 0.5f, 1 }.Select(place => (place * (1 - share) * Size, share * Size))),
    ];

    /// <summary>The correlation at the best alignment, -1 to 1.</summary>
    public static float Correlation(byte[] first, byte[] second)
    {
        var (one, other, mirrored) = (Floats(first), Floats(second), Floats(second));
        for (var row = 0; row < Size; row++)
        {
            mirrored.AsSpan(row * Size, Size).Reverse();
        }

        return Math.Max(Best(one, other), Best(one, mirrored));
    }

    private static float[] Floats(byte[] thumbnail) => Array.ConvertAll(thumbnail, value => (float)value);

    private static float Best(float[] first, float[] second)
    {
        var plain = Pearson(first, second);
        return plain < Least ? plain : Math.Max(BestWindow(first, second), BestWindow(second, first));
    }

    /// <summary>The best correlation of a window of an image with a whole one: of a few windows, then of others near the best.</summary>
    private static float BestWindow(float[] image, float[] whole)
    {
        var (wide, cropped) = (new float[Size * Size], new float[Size * Size]);
        var best = (Across: Windows[0], Down: Windows[0], Correlation: -1f);
        foreach (var across in Windows)
        {
            ResampleColumns(image, across, wide);
            foreach (var down in Windows)
            {
                Try(across, down);
            }
        }

        for (var step = FirstStep; step > LastStep && best.Correlation > WorthRefining; step /= 2)
        {
            foreach (var (start, length) in Changes)
            {
                var (across, down) = (best.Across, best.Down);
                var wider = Moved(across, start * step, length * step);
                ResampleColumns(image, wider, wide);
                Try(wider, down);
                across = best.Across;
                ResampleColumns(image, across, wide);
                Try(across, Moved(best.Down, start * step, length * step));
            }
        }

        return best.Correlation;

        void Try((float Start, float Length) across, (float Start, float Length) down)
        {
            ResampleRows(wide, down, cropped);
            var correlation = Pearson(cropped, whole);
            best = correlation > best.Correlation ? (across, down, correlation) : best;
        }
    }

    /// <summary>A window with another start and length, in the image.</summary>
    private static (float Start, float Length) Moved((float Start, float Length) window, float start, float length)
    {
        var longer = Math.Clamp(window.Length + length, Shortest, Size);
        return (Math.Clamp(window.Start + start, 0, Size - longer), longer);
    }

    private static float Pearson(float[] first, float[] second)
    {
        double n = first.Length;
        double sumFirst = TensorPrimitives.Sum<float>(first), sumSecond = TensorPrimitives.Sum<float>(second);
        var covariance = TensorPrimitives.Dot<float>(first, second) - (sumFirst * sumSecond / n);
        var (own, other) = (Variation(first, sumFirst), Variation(second, sumSecond));
        // An image of one colour is like nothing.
        return own < 1 || other < 1 ? 0 : (float)(covariance / Math.Sqrt(own * other));

        double Variation(float[] values, double sum) => TensorPrimitives.SumOfSquares<float>(values) - (sum * sum / n);
    }

    /// <summary>Interpolates the columns of a window to the whole width.</summary>
    private static void ResampleColumns(float[] image, (float Start, float Length) window, float[] result)
    {
        for (var x = 0; x < Size; x++)
        {
            var (left, right, share) = Between(x, window);
            for (var row = 0; row < Size * Size; row += Size)
            {
                result[row + x] = image[row + left] + (share * (image[row + right] - image[row + left]));
            }
        }
    }

    /// <summary>Interpolates the rows of a window to the whole height.</summary>
    private static void ResampleRows(float[] image, (float Start, float Length) window, float[] result)
    {
        for (var y = 0; y < Size; y++)
        {
            var (upper, lower, share) = Between(y, window);
            TensorPrimitives.Lerp(
                image.AsSpan(upper * Size, Size), image.AsSpan(lower * Size, Size), share, result.AsSpan(y * Size, Size));
        }
    }

    private static (int Before, int After, float Share) Between(int index, (float Start, float Length) window)
    {
        var position = Math.Clamp(window.Start + ((index + 0.5f) / Size * window.Length) - 0.5f, 0, Size - 1);
        var before = (int)position;
        return (before, Math.Min(before + 1, Size - 1), position - before);
    }
}
