using SkiaSharp;
using Transfer.Demo;
using Transfer.Tests.Support;

namespace Transfer.Tests.Demo;

public sealed class ContactSheetTests
{
    [Fact]
    public void A_sheet_shows_the_images_in_frames_and_a_hole_for_an_unreadable_one()
    {
        using var folder = new TemporaryFolder();
        var red = folder.Write("red.bmp", ImageFactory.Bmp(40, 20, new SKColor(200, 10, 10)));
        var sheet = folder.File("sheet.png");
        ContactSheet.Save(
            sheet,
            "Three images",
            [new(red, "right", ImageMark.Right), new(red, "wrong ünd very very very long", ImageMark.Wrong), new("nowhere.jpg", "")],
            new ContactSheetOptions { ThumbnailSize = 64 });

        using var bitmap = SKBitmap.Decode(sheet);
        var colours = bitmap.Pixels.GroupBy(colour => (uint)colour).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(2 * 64 * 64, colours[(uint)new SKColor(200, 10, 10)]);
        Assert.Equal((72 * 72) - (64 * 64), colours[(uint)new SKColor(0x2E, 0x9E, 0x4F)]);
        Assert.Equal((72 * 72) - (64 * 64), colours[(uint)new SKColor(0xD3, 0x3B, 0x3B)]);
        Assert.True(colours[(uint)new SKColor(0x26, 0x2A, 0x30)] > 500);
    }

    [Fact]
    public void A_caption_is_broken_at_spaces_and_cut_with_an_ellipsis()
    {
        Assert.Equal(["a cat sat", "down aga…"], BitmapFont.Lines("a cat sat down again", 9, 2));
        Assert.Equal(["one", "two"], BitmapFont.Lines("one\ntwo", 9, 2));
        Assert.Equal(["abcd", "efg…"], BitmapFont.Lines("abcdefghij", 4, 2));
    }

    [Fact]
    public void Wrong_options_are_refused() => Assert.Throws<ArgumentException>(() =>
        ContactSheet.Save("sheet.png", "", [], new ContactSheetOptions { Columns = 0 }));
}
