using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>Small files that ask for very much are refused in a sentence, or cost no more than others, with every decoder.</summary>
public sealed class DecoderBombTests
{
    // The largest inflates to 512 MB, and the pixels of the others are 0.7 GB and more.
    private const long MostBytes = 256 << 20;

    public static MatrixTheoryData<string, Imaging> TooLarge => new(DecoderBombs.TooLarge.Keys, Enum.GetValues<Imaging>());

    public static MatrixTheoryData<string, Imaging> Harmless => new(DecoderBombs.Harmless.Keys, Enum.GetValues<Imaging>());

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void More_pixels_than_are_accepted_are_refused_by_the_head_of_the_file(string name, Imaging imaging)
    {
        var side = name == "WebP" ? 16383 : 60_000;
        Assert.Equal(
            new ImageOutcome(ImageStatus.TooLarge, $"has {side} x {side} pixels; at most {ImageProcessor.DefaultMaxPixels} are accepted"),
            Load(DecoderBombs.TooLarge[name](), imaging));
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_is_not_needed_is_not_read(string name, Imaging imaging) =>
        Assert.Equal(ImageOutcome.Ok, Load(DecoderBombs.Harmless[name](), imaging) with { Conversions = null });

    [Fact]
    public void A_frame_beyond_its_canvas_is_refused_or_cut()
    {
        Assert.Equal(ImageStatus.TooLarge, Load(DecoderBombs.GifFrame(), Imaging.Skia).Status);
        Assert.Equal(ImageOutcome.Ok, Load(DecoderBombs.GifFrame(), Imaging.ImageSharp));
    }

    [Fact]
    public Task No_bomb_takes_much_memory() =>
        TestProcess.Run(typeof(DecoderBombTests).GetMethod(nameof(Memory_of_all_bombs_one_after_the_other))!);

    [Fact]
    public void Memory_of_all_bombs_one_after_the_other()
    {
        TestProcess.SkipElsewhere();
        byte[][] files =
            [.. DecoderBombs.TooLarge.Values.Concat(DecoderBombs.Harmless.Values).Select(make => make()), DecoderBombs.GifFrame()];
        foreach (var imaging in Enum.GetValues<Imaging>())
        {
            Load(ImageFactory.Jpeg(8, 8), imaging);
        }

        using var process = Process.GetCurrentProcess();
        var before = process.PeakWorkingSet64;
        foreach (var (file, imaging) in files.SelectMany(file => Enum.GetValues<Imaging>().Select(imaging => (file, imaging))))
        {
            Load(file, imaging);
        }

        process.Refresh();
        Assert.InRange(process.PeakWorkingSet64 - before, 0, MostBytes);
    }

    private static ImageOutcome Load(byte[] file, Imaging imaging)
    {
        var loader = new ImageLoader(new Preprocessing(), 8) { Imaging = imaging };
        return loader.Load(file, new float[loader.ValueCount]);
    }
}
