using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>A command line that cannot be understood: three lines and the exit code 2.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("'transfer predict' has no option '--jsn'. Did you mean --json?", "predict", "model.onnx", "photo.jpg", "--jsn")]
    [InlineData("'transfer predict' has no option '--jsn'. Did you mean --json?", "predict", "model.onnx", "photo.jpg", "--jsn=true")]
    [InlineData("'transfer train' has no option '--learning'. Did you mean --learning-rate?", "train", "photos", "--learning", "1")]
    [InlineData("'transfer train' has no option '--sede'. Did you mean --seed?", "train", "photos", "--sede", "1")]
    [InlineData("'transfer train' has no option '--qiet'. Did you mean --quiet?", "train", "photos", "--qiet")]
    [InlineData("'transfer extract' has no option '--nothing'. A file of that name is given as ./--nothing.", "extract", "--nothing")]
    [InlineData("'transfer extract' has no option '--jsn'. Did you mean --json?", "extract", "photos", "--out", "--jsn")]
    [InlineData("'transfer cache' has no command 'stat'. Did you mean stats?", "cache", "stat")]
    [InlineData("'transfer' has no command 'trian'. Did you mean train?", "trian")]
    [InlineData("'transfer' has no command 'zzz'. There are demo, train,", "zzz")]
    [InlineData("'transfer evaluate' was given 'b' as well, which is one too many.", "evaluate", "a", "b")]
    [InlineData("'transfer predict' needs MODEL: a run folder, or", "predict")]
    [InlineData("'transfer predict' needs FILE-OR-FOLDER: images", "predict", "model.onnx")]
    [InlineData("--out has no value. Expected --out FILE.", "extract", "photos", "--out")]
    [InlineData("--seed is given 2 times. Give it once.", "train", "photos", "--seed", "1", "--seed", "2")]
    [InlineData("'abc' is no value of --batch-size. Expected a whole number, such as 2.", "train", "photos", "--batch-size", "abc")]
    [InlineData("'1,5' is no value of --warm-up. Expected a number, such as 0.2.", "train", "photos", "--warm-up", "1,5")]
    [InlineData("'99999999999' is no value of --views. Expected a whole number", "extract", "photos", "--views", "99999999999")]
    [InlineData(
        "'avgg' is no value of --pool. Expected auto or avg or max or avg+max or token or none. Did you mean avg?",
        "extract", "photos", "--pool", "avgg")]
    [InlineData("'tets' is no value of --split. Expected test or validation. Did you mean test?", "evaluate", "run", "--split", "tets")]
    [InlineData("'big' is no value of --from-scratch. Expected small or backbone.", "train", "photos", "--from-scratch", "big")]
    [InlineData("--json and --csv were both given. Give one of them.", "predict", "model.onnx", "photo.jpg", "--json", "--csv")]
    [InlineData("'0' is no value of --top. Expected 1 or more.", "predict", "model.onnx", "photo.jpg", "--top", "0")]
    [InlineData("'fast' is not a learning rate.", "train", "photos", "--learning-rate", "fast")]
    public void A_usage_error_is_three_lines(string sentence, params string[] arguments)
    {
        var (code, output, error) = TransferCommand.RunStreams(arguments);
        Assert.Equal((2, ""), (code, output));
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: {sentence}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_behind_two_dashes_or_begins_with_at_is_a_name()
    {
        Assert.StartsWith(
            "Error: There is no folder '--photos'.", TransferCommand.Run("train", "--", "--photos").Error, StringComparison.Ordinal);
        Assert.StartsWith("Error: There is no folder '@photos'.", TransferCommand.Run("train", "@photos").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_numbers_are_values() => Assert.StartsWith(
        "Error: The number of test-time views (--tta) is -1;", TransferCommand.Run("train", "photos", "--tta", "-1").Error,
        StringComparison.Ordinal);
}
