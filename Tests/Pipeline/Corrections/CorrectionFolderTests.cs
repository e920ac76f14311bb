using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class CorrectionFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_corrected_image_lies_once_in_the_folder_of_its_last_class_under_its_hash()
    {
        var corrections = new CorrectionFolder(_folder.File("corrections"));
        var png = DrawnImages.Png(0, 1, 32);
        var name = $"{ContentHash.Of(png)}.png";
        var first = corrections.Save(png, "blue");
        Assert.Equal(new Correction("blue", Path.Combine(corrections.Path, "blue", name), CorrectionOutcome.Saved), first);
        Assert.Equal(CorrectionOutcome.AlreadyThere, corrections.Save(png, "blue").Outcome);
        var moved = corrections.Save(png, "red");
        Assert.Equal((CorrectionOutcome.Moved, Path.Combine(corrections.Path, "red", name)), (moved.Outcome, moved.Path));
        Assert.False(File.Exists(first.Path));
        Assert.Equal(".jpg", Path.GetExtension(corrections.Save(ImageFactory.Jpeg(8, 8), "red").Path));
        Assert.Equal(
            ["The class 'a/b' has a character that a folder cannot have in its name. Leave out / \\ : * ? \" < > | and line breaks.",
                "These bytes do not begin like an image; expected JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF."],
            new[] { (png, "a/b"), ("text"u8.ToArray(), "red") }.Select(bad =>
                Assert.Throws<ArgumentException>(() => corrections.Save(bad.Item1, bad.Item2)).Message));
    }

    [Fact]
    public void Many_threads_that_save_one_image_leave_one_file()
    {
        var corrections = new CorrectionFolder(_folder.File("corrections"));
        var png = DrawnImages.Png(0, 1, 32);
        Parallel.For(0, 40, i => corrections.Save(png, $"class {i % 4}"));
        Assert.Single(Directory.EnumerateFiles(corrections.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_usual_folder_lies_beside_the_model()
    {
        var run = Directory.CreateDirectory(_folder.File("pets")).FullName;
        Assert.Equal(_folder.File("pets-corrections"), CorrectionFolder.BesideModel(run + Path.DirectorySeparatorChar));
        Assert.Equal(_folder.File("model-corrections"), CorrectionFolder.BesideModel(_folder.File("model.onnx")));
    }
}
