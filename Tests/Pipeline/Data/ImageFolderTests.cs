using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Class_folders_alone_are_split_by_class_and_seed()
    {
        var data = Files(("cats", 10), ("dogs", 20));
        var dataset = ImageFolder.Read(data, 0.2, seed: 1);
        Assert.Equal(["cats", "dogs"], dataset.Classes);
        Assert.Equal([2, 4], dataset.Validation.CountBy(s => s.Label).Select(c => c.Value));
        Assert.Equal(30, dataset.Train.Concat(dataset.Validation).Select(s => s.Path).Distinct().Count());
        Assert.Equal(dataset.Validation, ImageFolder.Read(data, 0.2, seed: 1).Validation);
        Assert.NotEqual(dataset.Validation, ImageFolder.Read(data, 0.2, seed: 2).Validation);
    }

    [Fact]
    public void Train_validation_and_test_folders_are_kept_apart()
    {
        var data = Files(("train/cats", 3), ("train/dogs", 3), ("validation/cats", 2), ("validation/dogs", 2), ("test/cats", 1),
            ("test/dogs", 1));
        var dataset = ImageFolder.Read(data, 0.2, seed: 1);
        Assert.Equal((6, 4, 2), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.All(dataset.Test, s => Assert.Contains("test", s.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Equal(
            $"There is no folder 'gone'. Give a folder with a folder of images per class, such as {Path.Combine("photos", "cats")} and "
            + $"{Path.Combine("photos", "dogs")}.",
            Refusal<DirectoryNotFoundException>("gone"));

    [Fact]
    public void A_class_without_images_is_named()
    {
        var data = Files(("cats", 3), ("dogs", 0));
        _folder.Write("data/dogs/notes.txt", "no image"u8);
        Assert.Equal(
            $"The class folder '{Path.Combine(data, "dogs")}' has no images. "
            + "Expected .jpg, .jpeg, .jpe, .jfif, .pjpeg, .png, .webp, .bmp, .gif, .tif, .tiff, .heic, .heif or .avif files; add some or "
            + "remove the folder.",
            Refusal<InvalidDataException>(data));
    }

    [Fact]
    public void One_class_only_is_refused()
    {
        var data = Files(("cats", 3));
        Assert.Equal(
            $"'{data}' has one class folder ('cats'). Expected at least two, one per class, each with its images.",
            Refusal<InvalidDataException>(data));
    }

    [Fact]
    public void A_validation_class_that_training_lacks_is_named()
    {
        var data = Files(("train/cats", 3), ("train/dogs", 3), ("validation/cats", 2), ("validation/dogs", 2), ("validation/birds", 2));
        Assert.Equal(
            $"'{Path.Combine(data, "validation")}' has a class folder 'birds' that the training images lack. "
            + "Expected the classes cats, dogs; rename or move it.",
            Refusal<InvalidDataException>(data));
    }

    private static string Refusal<T>(string folder)
        where T : Exception => Assert.Throws<T>(() => ImageFolder.Read(folder, 0.2, seed: 1)).Message;

    private string Files(params (string Class, int Count)[] classes)
    {
        foreach (var (name, count) in classes)
        {
            Directory.CreateDirectory(Path.Combine(_folder.Path, "data", name));
            for (var i = 0; i < count; i++)
            {
                _folder.Write($"data/{name}/{i:D3}.jpg", [1]);
            }
        }

        return Path.Combine(_folder.Path, "data");
    }
}
