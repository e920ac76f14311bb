using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Folders are recognised as splits by their names, or asked about; never taken for classes in silence.</summary>
public sealed class SplitFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Train", "Val", "the folders 'Train' (taken as train) and 'Val' (taken as validation)")]
    [InlineData("training", "validation", "the folders 'training' (taken as train) and validation")]
    [InlineData("TRAIN", "VALIDATION", "the folders 'TRAIN' (taken as train) and 'VALIDATION' (taken as validation)")]
    [InlineData("trn", "val", "the folders 'trn' (taken as train) and 'val' (taken as validation)")]
    [InlineData("train", "val", "the folders train and 'val' (taken as validation)")]
    [InlineData("train", "valid", "the folders train and 'valid' (taken as validation)")]
    [InlineData("train", "dev", "the folders train and 'dev' (taken as validation)")]
    [InlineData("train", "eval", "the folders train and 'eval' (taken as validation)")]
    [InlineData("train", "validation", "the folders train and validation")]
    public void Splits_are_recognised_by_their_names_and_said(string train, string validation, string said)
    {
        Plant($"{train}/cats 3", $"{train}/dogs 4", $"{validation}/cats 1", $"{validation}/dogs 2");
        var dataset = Read();
        Assert.Equal(["cats", "dogs"], dataset.Classes);
        Assert.Equal((7, 3, 0), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Equal($"7 training and 3 validation images of 2 classes from {said}", dataset.Description);
        Assert.Equal(
            [$"Data: {dataset.Description}.", "Classes: cats (train 3, validation 1), dogs (train 4, validation 2)."], dataset.Sentences);
    }

    [Theory]
    [InlineData("test", "test")]
    [InlineData("Testing", "'Testing' (taken as test)")]
    [InlineData("tst", "'tst' (taken as test)")]
    public void Test_images_are_recognised_too(string name, string said)
    {
        Plant("train/cats 5", "train/dogs 5", $"{name}/cats 1", $"{name}/dogs 2");
        var dataset = Read();
        Assert.Equal((8, 2, 3), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Equal($"8 training and 2 validation and 3 test images of 2 classes from the folders train and {said}; "
            + "validation is 20 % of each class, chosen by the seed", dataset.Description);
        Assert.Contains("Classes: cats (train 4, validation 1, test 1), dogs (train 4, validation 1, test 2).", dataset.Sentences);
    }

    [Theory]
    [InlineData("'A' and 'B' look like splits, not classes: they hold the same folders, such as cats, dogs. Rename them to train, "
        + "validation and test, or give one of them; if they are classes, give these as a target table.",
        "A/cats 2", "A/dogs 2", "B/cats 2", "B/dogs 2")]
    [InlineData("'test_set' and 'training_set' look like splits, not classes",
        "training_set/cats 2", "training_set/dogs 2", "test_set/cats 1", "test_set/dogs 1", "test_set/birds 1")]
    [InlineData("'test' and 'val' look like splits, not classes", "val/cats 2", "val/dogs 2", "test/cats 2", "test/dogs 2")]
    [InlineData("'val' and 'valid' in 'HERE' look like validation images; expected one such folder.",
        "train/cats 2", "train/dogs 2", "val/cats 2", "val/dogs 2", "valid/cats 2", "valid/dogs 2")]
    [InlineData("'train' and 'training' in 'HERE' look like train images; expected one such folder.",
        "train/cats 2", "train/dogs 2", "training/cats 2", "training/dogs 2")]
    [InlineData("'test' and 'train' look like splits, not classes, and 'HERE' has no folder 'train' with class folders.",
        "train 4", "test 4")]
    [InlineData("'test' in 'HERE' could be a split or a class, and there is no folder 'train' beside it. Move the class folders into "
        + "'train', or 'test' out of 'HERE'; if it is a class, rename it.", "cats 2", "dogs 2", "test 2")]
    [InlineData("'test' looks like a split, not a class: it holds the folders cats, dogs, as 'HERE' does.",
        "cats 2", "dogs 2", "test/cats 2", "test/dogs 2")]
    [InlineData("'copy' looks like a split, not a class: it holds the folders cats, dogs, as 'HERE' does.",
        "cats 2", "dogs 2", "copy/cats 2", "copy/dogs 2")]
    [InlineData("'HERE/val' holds 2 images and no class folders; expected a folder per class, as in 'HERE/train'.",
        "train/cats 2", "train/dogs 2", "val 2")]
    [InlineData("'HERE' has one class folder ('photos'). Expected at least two, one per class, each with its images. 'HERE/photos' has the "
        + "folders train; give that folder if they are the classes or splits.", "photos/train/cats 2", "photos/train/dogs 2")]
    [InlineData("'cats' and 'dogs' hold the folders test and train; expected the splits above the classes, such as test/cats. Move them.",
        "cats/train 2", "cats/test 2", "dogs/train 2", "dogs/test 2")]
    public void What_could_be_a_split_or_a_class_is_refused(string sentence, params string[] folders)
    {
        Plant(folders);
        var message = Assert.Throws<InvalidDataException>(Read).Message;
        Assert.StartsWith(sentence.Replace("HERE", Data, StringComparison.Ordinal), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'valid' is taken as a class, because it holds images and there is no folder 'train' with class folders.",
        "valid 2", "invalid 2")]
    [InlineData("'train' is taken as a class, because it holds images and there is no folder 'train' with class folders.",
        "train 2", "bus 2", "car 2")]
    [InlineData("Not used: the 2 images in 'extra' beside 'train'.", "train/cats 2", "train/dogs 2", "extra 2")]
    [InlineData("Not used: the 3 images in 'unlabelled' beside 'train'.",
        "train/cats 2", "train/dogs 2", "unlabelled/a 1", "unlabelled/b 2")]
    [InlineData("Not used: the 2 images in 'test' beside 'train', because it has no class folders.",
        "train/cats 2", "train/dogs 2", "test 2")]
    [InlineData("Not used: 2 images directly in 'HERE/train', in no class folder.", "train/cats 2", "train/dogs 2", "train 2")]
    [InlineData("Not used: 2 images directly in 'HERE', in no class folder.", "cats 2", "dogs 2", ". 2")]
    public void What_is_assumed_and_what_is_not_used_is_said(string sentence, params string[] folders)
    {
        Plant(folders);
        Assert.Equal([sentence.Replace("HERE", Data, StringComparison.Ordinal)], Read().Sentences.Skip(2));
    }

    [Fact]
    public void What_Transfer_and_other_programs_keep_beside_images_is_no_class()
    {
        Plant("cats 2", "dogs 2", "cats/@eaDir 1", "@eaDir/cats 1", ".ipynb_checkpoints 1", "$RECYCLE.BIN 1", "__MACOSX/cats 1",
            ".hidden 1", "cache/features 0", "cache/paths 0", "runs/first 1", "mine 1", "mine/deeper 1", "page 1", "cats/old 1");
        foreach (var name in new[] { "runs/first/run.json", "mine/run.json", "page/report.html", "cats/old/run.json" })
        {
            _folder.Write($"data/{name}", "{}"u8);
        }

        var dataset = Read();
        Assert.Equal(["cats", "dogs"], dataset.Classes);
        Assert.Equal(4, dataset.Train.Count + dataset.Validation.Count);
        Assert.Equal(
            new[] { "cats/old", "mine", "page", "runs/first" }.Select(n => $"Not read: '{n}': was written by Transfer and holds no images "
                + "to learn from."), dataset.Sentences.Skip(2));
    }

    [Fact]
    public void A_folder_of_runs_without_images_is_no_class()
    {
        Plant("cats 2", "dogs 2", "runs/first 0");
        Assert.Equal(["cats", "dogs"], Read().Classes);
    }

    [Fact]
    public void What_is_asked_for_by_name_is_listed_also_in_a_run_folder()
    {
        Plant("demo/images 2");
        _folder.Write("data/demo/run.json", "{}"u8);
        Assert.Equal(2, ImageFolder.ListImages(Data).Count());
        Assert.Equal(2, new FolderListing(Path.Combine(Data, "demo"), followLinks: true).Files().Count(f => f.Fault is null));
        var entry = Assert.Single(new FolderListing(Data, followLinks: true).Files());
        Assert.Equal(("demo", FileOutcome.OutputFolder), (entry.Relative, entry.Fault));
    }

    [Theory]
    [InlineData("cats/a.jpg", "cats")]
    [InlineData("cats/2024/a.jpg", "cats")]
    [InlineData("Train/cats/a.jpg", "cats")]
    [InlineData("val/cats/2024/a.jpg", "cats")]
    [InlineData("train/a.jpg", "train")]
    [InlineData("a.jpg", "")]
    public void The_class_of_an_image_is_the_first_folder_that_is_no_split(string path, string expected) =>
        Assert.Equal(expected, SplitNames.ClassOf(path));

    [Fact]
    public void A_loop_of_links_is_followed_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need rights on Windows.");
        Plant("cats 2", "dogs 2");
        Directory.CreateSymbolicLink(Path.Combine(Data, "loop"), ".");
        Directory.CreateSymbolicLink(Path.Combine(Data, "cats", "up"), "..");
        _folder.Write("elsewhere/birds/1.png", [1]);
        _folder.Write("elsewhere/birds/2.png", [1]);
        Directory.CreateSymbolicLink(Path.Combine(Data, "birds"), _folder.File("elsewhere", "birds"));
        var dataset = Read();
        Assert.Equal(["birds", "cats", "dogs"], dataset.Classes);
        Assert.Equal(6, dataset.Train.Count + dataset.Validation.Count);
        Assert.Equal(
            [
                "Not read: 'cats/up': the symbolic link to '..' leads to a folder that contains it.",
                "Not read: 'loop': the symbolic link to '.' leads to a folder that contains it.",
            ],
            dataset.Sentences.Skip(2));
        Assert.Equal(6, ImageFolder.ListImages(Data).Count());
    }

    [Fact]
    public void Files_that_are_not_read_are_counted_by_their_ending_and_all_endings_of_images_are_read()
    {
        Plant("cats 2", "dogs 2");
        string[] images = ["a.jfif", "a.jpe", "a.pjpeg", "a.tiff", "a.HEIC", "a.avif"];
        foreach (var name in (string[])[.. images, "b.mp4", "c.MP4", "d/e.mp4", "f.pdf", "notes.txt", "README"])
        {
            _folder.Write($"data/cats/{name}", [1]);
        }

        var dataset = Read();
        Assert.Equal(8, dataset.Train.Concat(dataset.Validation).Count(s => s.Label == 0));
        Assert.Equal(["Not read: 3 .mp4, 1 .pdf, 1 .txt, 1 without an ending."], dataset.Sentences.Skip(2));
    }

    [Fact]
    public void Of_many_classes_the_smallest_and_the_largest_are_said()
    {
        Plant([.. Enumerable.Range(0, 30).Select(i => $"class{i:D2} {(i == 7 ? 2 : i == 3 ? 20 : 5)}")]);
        Assert.Equal("Classes: 30, from class07 (train 1, validation 1), the smallest, to class03 (train 16, validation 4), the largest.",
            Read().Sentences.Last());
    }

    [Fact]
    public void A_class_of_another_split_that_only_looks_the_same_is_shown_in_characters()
    {
        Plant("train/cafe\u0301 2", "train/dogs 2", "val/caf\u00E9 2", "val/dogs 2");
        Assert.EndsWith(@" In characters it is 'caf\u00E9'; names that look alike can differ.",
            Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
    }

    private ImageDataset Read() => ImageFolder.Read(Data, 0.2, seed: 1);

    /// <summary>Writes images into folders, given as their names and the numbers of images.</summary>
    private void Plant(params string[] folders)
    {
        foreach (var (name, count) in folders.Select(f => (f[..f.LastIndexOf(' ')], int.Parse(f[(f.LastIndexOf(' ') + 1)..],
            System.Globalization.CultureInfo.InvariantCulture))))
        {
            Directory.CreateDirectory(Path.Combine(Data, name));
            for (var i = 0; i < count; i++)
            {
                _folder.Write($"data/{name}/{i:D3}.jpg", [1]);
            }
        }
    }
}
