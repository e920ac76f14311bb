using System.Diagnostics;
using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>
/// Small files that declare, or unpack to, far more than they have end in their outcome, in bounded time and memory, each measured in a
/// process of its own.
/// </summary>
public sealed class ImageBombTests
{
    private const int MostPixels = 1_000_000;
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    [Fact]
    public Task TIFF_files() => Run(nameof(In_a_process_TIFF_files));

    [Fact]
    public Task PNG_files() => Run(nameof(In_a_process_PNG_files));

    [Fact]
    public Task GIF_WebP_JPEG_and_BMP_files() => Run(nameof(In_a_process_GIF_WebP_JPEG_and_BMP_files));

    [Fact]
    public Task HEIC_and_AVIF_files() => Run(nameof(In_a_process_HEIC_and_AVIF_files));

    [Fact]
    public Task Few_bytes_that_declare_almost_as_many_pixels_as_are_accepted() => Run(nameof(In_a_process_few_bytes_for_many_pixels));

    [Fact]
    public void In_a_process_TIFF_files() => CheckAll(ImageBombs.Tiff, 64);

    [Fact]
    public void In_a_process_PNG_files() => CheckAll(ImageBombs.Png, 64);

    [Fact]
    public void In_a_process_GIF_WebP_JPEG_and_BMP_files() => CheckAll(ImageBombs.Others, 96);

    [Fact]
    public void In_a_process_HEIC_and_AVIF_files() => Check(
        () => new[] { "picture.heic", "picture.avif" }.SelectMany(name => ImageBombs.Heif(File.ReadAllBytes(Golden(name))))
            .Select(bomb => (bomb.Name, bomb.File, (ImageStatus?)null)), 256);

    [Fact]
    public void In_a_process_few_bytes_for_many_pixels()
    {
        const ushort side = 13_000;
        CheckAll(
            () =>
            [
                ("TIFF", TiffFactory.File(TiffFactory.Grey(side, side, 100), new byte[100]), ImageStatus.Truncated),
                ("PNG", ImageFactory.PngOf((side, side), (8, 2), [0x78, 0x9C, 3, 0, 0, 0, 0, 1]), ImageStatus.Truncated),
                ("PNG of 16 bits", ImageFactory.PngOf((side, side), (16, 2), [0x78, 0x9C, 3, 0, 0, 0, 0, 1]), ImageStatus.Truncated),
                ("JPEG", [.. ImageBombs.JpegHead(0xC0, side, side), 0xFF, 0xD9], ImageStatus.Truncated),
                ("progressive JPEG", [.. ImageBombs.JpegHead(0xC2, side, side), 0xFF, 0xD9], ImageStatus.Truncated),
            ], 16, maxPixels: ImageProcessor.DefaultMaxPixels);
    }

    [Fact(Explicit = true)]
    public Task As_many_pixels_as_are_accepted() => Run(nameof(In_a_process_as_many_pixels_as_are_accepted));

    [Fact]
    public void In_a_process_as_many_pixels_as_are_accepted()
    {
        // Thirteen thousand pixels square are 645 MB of four bytes each; of TIFF files there are two copies, and a strip.
        const ushort side = 13_000;
        var deflated = ImageBombs.Zeros();
        var pixels = new byte[(side / 8 + 1) * (side / 8 + 1) / 4 + 2];
        CheckAll(
            () =>
            [
                ("PNG", ImageFactory.PngOf((side, side), (8, 0), deflated), ImageStatus.Ok),
                ("PNG of 16 bits", ImageFactory.PngOf((side / 2, side), (16, 0), deflated), ImageStatus.Ok),
                ("JPEG", [.. ImageBombs.JpegHead(0xC0, side, side), .. pixels, 0xFF, 0xD9], ImageStatus.Ok),
            ], 800, maxPixels: ImageProcessor.DefaultMaxPixels);
        CheckAll(
            () =>
            [
                ("TIFF", TiffFactory.File(
                    TiffFactory.Grey(side, side, (uint)deflated.Length).With((259, TiffFactory.Short, 1, 8)), deflated), ImageStatus.Ok),
            ], 1700, maxPixels: ImageProcessor.DefaultMaxPixels);
    }

    private static Task Run(string test)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of the memory is read from /proc.");
        return TestProcess.Run(typeof(ImageBombTests).GetMethod(test)!);
    }

    private static void CheckAll(
        Func<IEnumerable<(string Name, byte[] File, ImageStatus Status)>> bombs, long megabytes, long maxPixels = MostPixels) =>
        Check(() => bombs().Select(b => (b.Name, b.File, (ImageStatus?)b.Status)), megabytes, maxPixels);

    private static void Check(
        Func<IEnumerable<(string Name, byte[] File, ImageStatus? Status)>> bombs, long megabytes, long maxPixels = MostPixels)
    {
        TestProcess.SkipElsewhere();
        var all = bombs().ToList();
        var loader = new ImageLoader(new Preprocessing(), 16, maxPixels);
        var values = new float[loader.ValueCount];
        foreach (var name in new[] { "grey.tif", "grey-12.png", "picture.avif", "picture.heic" })
        {
            loader.Load(Golden(name), values);
        }

        loader.Load(ImageFactory.Jpeg(9, 9), values);
        var faults = new List<string>();
        foreach (var (name, file, status) in all)
        {
            GC.Collect();
            ResetPeak();
            var (before, watch) = (Peak(), Stopwatch.GetTimestamp());
            var outcome = loader.Load(file, values);
            var (time, grown) = (Stopwatch.GetElapsedTime(watch), (Peak() - before) / Megabyte);
            if ((status is { } expected && outcome.Status != expected) || outcome.Detail.Contains('\n') || time > Longest
                || grown > megabytes || (!outcome.IsOk && outcome.Detail.Length == 0))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {outcome}, {time.TotalSeconds:F1} s, {grown} MB more"));
            }
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
    }

    /// <summary>The most memory that the process has had since it was reset, in bytes.</summary>
    private static long Peak() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))[6..^2],
        NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

    /// <summary>The memory of now becomes the peak (man 5 proc, <c>clear_refs</c>).</summary>
    private static void ResetPeak() => File.WriteAllText("/proc/self/clear_refs", "5");

    private static string Golden(string name) => Path.Combine(Repository.Root, "Tests", "Golden", "images", name);
}
