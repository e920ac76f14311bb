using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class RenamedOptionTests
{
    [Theory]
    [InlineData("--task", "train", "photos", "--problem", "regression")]
    [InlineData("--task", "train", "--problem=regression", "photos")]
    [InlineData("--output-activation", "train", "photos", "--last-layer", "softmax")]
    [InlineData("--verify-files", "train", "photos", "--paranoid")]
    [InlineData("--verify-files", "extract", "photos", "--paranoid")]
    [InlineData("--verify-files", "cache", "why", "image.png", "--paranoid")]
    [InlineData("--verify-files", "cache", "verify", "--paranoid")]
    public void An_old_name_is_refused_with_the_new_one(string name, params string[] arguments)
    {
        var old = arguments.Single(a => a.StartsWith("--", StringComparison.Ordinal)).Split('=')[0];
        var (code, output, error) = TransferCommand.Run(arguments);
        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"Error: {old} is called {name} now. Give {name} instead; it means the same.\n", error);
    }

    [Fact]
    public void A_command_that_never_had_the_option_takes_the_name_as_it_comes() =>
        Assert.Contains("There is no model file", TransferCommand.Run("predict", "gone.onnx", "--problem").Error, StringComparison.Ordinal);
}
