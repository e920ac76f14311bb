using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class FoldCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public FoldCommandTests() => _data = DrawnImages.Folder(_folder, 9, split: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_prints_mean_interval_and_deviation()
    {
        var (code, output, error) = Train("--head", "linear", "--folds", "3", "--repeats", "2", "--groups", "similar");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Folds: 3 of 18 samples in 18 groups, stratified; repeats: 2.", output, StringComparison.Ordinal);
        Assert.Matches(@"Folds: accuracy \d\.\d{4} \(\d\.\d{4} to \d\.\d{4}\), standard deviation \d\.\d{4} over 6 folds", output);
        Assert.Contains("Best epoch: 1 of 1", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run", "folds.csv")));
    }

    [Theory]
    [InlineData("The number of folds is 1; expected 2 or more, such as 10, or 0 for none.", "--folds", "1")]
    [InlineData("There are repeats or groups and no folds", "--repeats", "3")]
    [InlineData(
        "The groups are 'animal'; expected 'similar', or a CSV file and its column such as photos.csv:animal.",
        "--folds", "3", "--groups", "animal")]
    [InlineData("There is no file 'gone.csv'.", "--folds", "3", "--groups", "gone.csv:animal")]
    [InlineData("There are 18 samples for 19 folds", "--folds", "19")]
    [InlineData("A linear head learns classes that exclude each other by cross-entropy", "--head", "linear", "--loss", "mse")]
    [InlineData("leave out views, mixing and training from scratch, or the folds", "--folds", "3", "--views", "2")]
    public void What_makes_no_sense_is_one_sentence(string sentence, params string[] args)
    {
        var (code, _, error) = Train(args);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Train(params string[] args) => TransferCommand.Run(
    [
        "train", _data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
        "--run", _folder.File("run"), "--cache", _folder.File("cache"), "--epochs", "3", .. args,
    ]);
}
