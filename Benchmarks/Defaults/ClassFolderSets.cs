using SkiaSharp;

namespace Transfer.Benchmarks;

/// <summary>
/// Small data sets drawn from folders of class folders. Half of each class is there to test with, the same for every seed; a seed draws
/// what trains and what validates from the other half.
/// </summary>
internal static class ClassFolderSets
{
    private const int MostTested = 100;
    private const int TestSeed = 1_000_003;

    /// <summary>The sets, by the names of the folders.</summary>
    /// <param name="folders">Paths with commas between.</param>
    /// <param name="training">How many images of each class train, at most; half as many validate.</param>
    /// <param name="side">The side to which images are scaled, in pixels; null leaves them as they are.</param>
    public static IReadOnlyDictionary<string, Action<SmallSetPlan>> Of(string folders, int training, int? side) =>
        folders.Split(',').ToDictionary(
            folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            folder => (Action<SmallSetPlan>)(plan => Write(plan, folder, training, side)));

    private static void Write(SmallSetPlan plan, string folder, int training, int? side)
    {
        foreach (var path in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string[] images = [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Select(Path.GetFullPath)];
            new SeededRandom(TestSeed).Shuffle(images.AsSpan());
            var others = images[(images.Length / 2)..];
            new SeededRandom(plan.Seed).Shuffle(others.AsSpan());
            var train = Math.Min(training, others.Length * 2 / 3);
            Write(plan, "test", path, images[..Math.Min(images.Length / 2, MostTested)], side);
            Write(plan, "train", path, others[..train], side);
            Write(plan, "validation", path, others[train..Math.Min(others.Length, train + (training / 2))], side);
        }
    }

    private static void Write(SmallSetPlan plan, string split, string folder, string[] images, int? side)
    {
        foreach (var (i, path) in images.Index())
        {
            var name = Path.GetFileName(folder);
            if (side is not { } pixels)
            {
                File.CreateSymbolicLink(plan.File(split, name, i), path);
                continue;
            }

            using var image = SKBitmap.Decode(path);
            plan.Write(split, name, i, SmallSets.Drawn(image, SKRect.Create(image.Width, image.Height), pixels, 0));
        }
    }
}
