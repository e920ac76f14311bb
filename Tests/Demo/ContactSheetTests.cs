using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Demo;

public sealed class ContactSheetTests
{
    [Fact]
    public void A_sheet_shows_the_images_in_frames_and_a_crossed_cell_for_an_unreadable_one()
    {
        using var folder = new TemporaryFolder();
        var red = folder.Write("red.bmp", ImageFactory.Bmp(40, 20, new SKColor(200, 10, 10)));
        var gradient = folder.Write("gradient.png", ImageFactory.Png(60, 40));
        var sheet = folder.File("sheet.png");
        ContactSheet.Save(
            sheet,
            "Nine images, of which one is missing",
            [
                new(red, "cats 98 %", true), new(gradient, "wrong ünd very very very long", false), new("nowhere.jpg", "missing", false),
                .. Enumerable.Range(4, 6).Select(number => new ContactSheetImage(gradient, $"{number}", true)),
            ]);
        ReferenceImages.AssertSame("Demo", "contact-sheet.png", File.ReadAllBytes(sheet));
    }

    [Fact]
    public void A_caption_is_broken_at_spaces_and_cut_with_an_ellipsis()
    {
        Assert.Equal(["a cat sat", "down aga…"], BitmapFont.Lines("a cat sat down again", 9, 2));
        Assert.Equal(["one", "two"], BitmapFont.Lines("one\ntwo", 9, 2));
        Assert.Equal(["abcd", "efg…"], BitmapFont.Lines("abcdefghij", 4, 2));
    }
}
