using System.Diagnostics;
using SkiaSharp;

namespace Transfer.Tests.Support;

/// <summary>A folder with everything that goes wrong with images, and what has to be said of each.</summary>
internal static class PlantedDefects
{
    public sealed record Expected(string Path, string Outcome, string Detail = "", string Done = "");

    /// <summary>Writes the folder.</summary>
    /// <param name="outside">An image elsewhere, to which a link leads.</param>
    public static IReadOnlyList<Expected> Plant(TemporaryFolder folder, string outside)
    {
        var expected = new List<Expected>();
        void Add(string name, byte[] content, string outcome = "ok", string detail = "", string done = "")
        {
            folder.Write($"data/{name}", content);
            expected.Add(new Expected(name, outcome, detail, done));
        }

        var (jpeg, png) = (ImageFactory.Jpeg(60, 40), OpaquePng(60, 40));
        var webp = ImageFactory.Encode(60, 40, (x, y) => ImageFactory.Gradient(x, y, 60, 40), SKEncodedImageFormat.Webp, 90);
        Add("cats/good.jpg", jpeg);
        Add("cats/truncated.jpg", jpeg[..(jpeg.Length * 6 / 10)], "truncated", "% of its rows");
        Add("cats/truncated.png", png[..(png.Length / 2)], "truncated", "ends early");
        Add("cats/truncated.webp", webp[..(webp.Length / 2)], "truncated", "ends early");
        Add("cats/truncated.gif", ImageFactory.Gif()[..30], "truncated", "ends early");
        Add("cats/empty.jpg", [], "zero bytes", "has no bytes");
        Add("cats/text.jpg", "Just words, and no image at all."u8.ToArray(), "not an image", "does not begin like an image");
        Add("cats/really-a-png.jpg", png);
        Add("cats/inks.jpg", ImageFactory.RedCmykJpeg(), done: "CMYK converted");
        Add("cats/ycck.jpg", Ycck(), done: "CMYK converted");
        Add("cats/deep.png", ImageFactory.RawPng(1, 16, 2, [[16, 0, 128, 0, 240, 0]]), done: "16-bit reduced");
        Add("cats/deep-grey.png", ImageFactory.RawPng(1, 16, 0, [[16, 0]]), done: "16-bit reduced; grey expanded");
        Add("cats/palette.png", ImageFactory.RawPng(1, 8, 3, [[1]], [0, 0, 0, 10, 20, 30], [255, 0]), done: "alpha flattened");
        Add("cats/grey.png", ImageFactory.RawPng(1, 8, 0, [[77]]), done: "grey expanded");
        Add("cats/animated.gif", ImageFactory.Gif(), done: "first frame of 2");
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            Add($"cats/exif-{orientation}.jpg", ImageFactory.Oriented(orientation, 48, 32), done: orientation == 1 ? "" : "EXIF-rotated");
        }

        Add("dogs/bomb.png", ImageFactory.RawPng(60_000, 8, 2, [.. Enumerable.Repeat(Array.Empty<byte>(), 60_000)]),
            "over the pixel limit", "60000 x 60000 pixels; at most 178000000");
        Add("dogs/damaged.jpg", DamagedTable(jpeg), "damaged", "damaged content");
        Add("dogs/hierarchical.jpg", WithFrame(jpeg, 0xC5), "unsupported", "hierarchical JPEG");
        Add("dogs/lossless.jpg", WithFrame(jpeg, 0xC3), "unsupported", "lossless JPEG");
        Add("dogs/comma, \"quotes\".png", png);
        Add("dogs/two\nlines.png", png);
        Add("dogs/ünï-猫.png", png);
        Add("dogs/pixel.png", OpaquePng(1, 1));
        Add("dogs/wide.png", OpaquePng(4000, 1));
        Add("dogs/notes.txt", "Not an image, and not named like one."u8.ToArray(), "other file", "was not opened");
        Add("dogs/folder.jpg/inside.png", png);
        PlantLinks(folder, outside, expected);
        return [.. expected.OrderBy(e => e.Path, StringComparer.Ordinal)];
    }

    private static void PlantLinks(TemporaryFolder folder, string outside, List<Expected> expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        void Link(string name, string target, string outcome, string detail = "")
        {
            File.CreateSymbolicLink(folder.File($"data/{name}"), target);
            expected.Add(new Expected(name, outcome, detail));
        }

        Link("links/broken.jpg", "nowhere.jpg", "link", "leads to nothing");
        Link("links/round.jpg", "round.jpg", "link", "leads to nothing or to itself");
        Link("links/leaving.jpg", outside, "link", "leaves the folder, and such links are not followed");
        Link("links/up", "..", "link", "leads to a folder that contains it");
        Link("links/within.jpg", "../cats/good.jpg", "ok");
        using var process = Process.Start("mkfifo", [folder.File("data/links/pipe.jpg")]);
        process.WaitForExit();
        expected.Add(new Expected("links/pipe.jpg", "not a file", "pipe"));
    }

    /// <summary>Without an alpha channel, which Skia's encoder always adds.</summary>
    private static byte[] OpaquePng(int width, int height) =>
        ImageFactory.RawPng(width, 8, 2,
            [.. Enumerable.Range(0, height).Select(y => Enumerable.Range(0, 3 * width).Select(x => (byte)((x * 7) ^ (y * 13))).ToArray())]);

    /// <summary>The inks as luma, two chromas and black: the transform in the Adobe segment is 2.</summary>
    private static byte[] Ycck()
    {
        var jpeg = ImageFactory.RedCmykJpeg();
        jpeg[jpeg.AsSpan().IndexOf("Adobe"u8) + 11] = 2;
        return jpeg;
    }

    /// <summary>A Huffman table that has more codes of one bit than there are.</summary>
    private static byte[] DamagedTable(byte[] jpeg)
    {
        byte[] damaged = [.. jpeg];
        damaged.AsSpan(damaged.AsSpan().IndexOf([(byte)0xFF, (byte)0xC4]) + 5, 8).Fill(0xFF);
        return damaged;
    }

    private static byte[] WithFrame(byte[] jpeg, byte marker)
    {
        byte[] other = [.. jpeg];
        other[other.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 1] = marker;
        return other;
    }
}
