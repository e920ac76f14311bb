using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class ExtractCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Extract_says_what_it_did_and_what_has_no_features()
    {
        _folder.Write("data/cats/a.png", ImageFactory.Png(9, 9));
        _folder.Write("data/cats/b.png", ImageFactory.Png(8, 8));
        _folder.Write("data/cats/c.jpg", "no image"u8);
        var (code, output, error) = Extract();
        Assert.Equal((3, ""), (code, error));
        Assert.Contains("Base: tiny up to 'relu2' at 32 px, features [16,32,32] pooled to [16], float32", output, StringComparison.Ordinal);
        Assert.Contains("Features: 2 rows extracted, 0 from the cache", output, StringComparison.Ordinal);
        Assert.Contains("Files without features: 1 (1 not an image).", output, StringComparison.Ordinal);
        Assert.Equal(4, CsvText.Read(Path.Combine(_folder.Path, "outcomes.csv")).Count);
        Assert.Contains("Features: all 2 rows from the cache", Extract().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_has_a_file_of_outcomes_of_its_own_and_is_said_in_a_sentence()
    {
        _folder.Write("data/cats/a.png", ImageFactory.Png(9, 9));
        Assert.Contains("Share 0/2 of the files, as chosen.", Extract("--shard", "0/2").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "'9/4' is not a share of the files (--shard). Expected i/n with i from 0 to n - 1, such as 0/4 to 3/4 for four machines.",
        "--shard", "9/4")]
    [InlineData("The batch size is 0; expected 1 to 1024 images, or nothing for a short calibration.", "--batch-size", "0")]
    [InlineData("The limit of pixels is 0; expected 1 or more, such as 178000000.", "--max-pixels", "0")]
    [InlineData("The image size is 3; expected 16 to 4096 pixels.", "--image-size", "3")]
    [InlineData("The number of views is -1; expected 0 (none) to 1000, or fresh.", "--views", "-1")]
    [InlineData("'tiny' has no layer, node or tensor 'block9'. The nearest names are", "--cut", "block9")]
    [InlineData("There are no features at 'all' of 'tiny' at 32 px: it begins with the image itself.", "--cut", "all")]
    [InlineData("'tpu' is not a device; expected auto, cpu, cuda or cuda:N.", "--device", "tpu")]
    public void Bad_options_are_said_in_a_sentence(string sentence, params string[] options)
    {
        _folder.Write("data/cats/a.png", ImageFactory.Png(9, 9));
        var (code, _, error) = Extract(options);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: {sentence}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_and_one_without_images_are_said_in_a_sentence()
    {
        var (code, _, error) = Extract();
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: There is no folder '{_folder.Path}/data'. Give a folder of images", error, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("data", "cats"));
        Assert.Contains("No file was found.", Extract().Output, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Extract(params string[] more) => TransferCommand.Run(
    [
        "extract", Path.Combine(_folder.Path, "data"), "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
        "--cache", _folder.File("cache"), "--outcomes", Path.Combine(_folder.Path, "outcomes.csv"), .. more,
    ]);
}
