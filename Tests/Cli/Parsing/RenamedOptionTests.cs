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
    [InlineData("--out", "export", "runs/a", "--output", "a.onnx")]
    [InlineData("--out", "augment", "photos", "--preview", "a.png")]
    [InlineData("--augment", "augment", "photos", "--preset", "keras")]
    public void An_old_name_is_refused_with_the_new_one(string name, params string[] arguments)
    {
        var old = arguments.Single(a => a.StartsWith("--", StringComparison.Ordinal)).Split('=')[0];
        var (code, output, error) = TransferCommand.Run(arguments);
        Assert.Equal((2, ""), (code, output));
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: {old} is called {name} now. Give {name} instead; it means the same.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_never_had_the_option_says_that_it_has_none() => Assert.StartsWith(
        "Error: 'transfer predict' has no option '--problem'.", TransferCommand.Run("predict", "gone.onnx", "--problem").Error,
        StringComparison.Ordinal);
}
