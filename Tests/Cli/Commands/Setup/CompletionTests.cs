using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("transfer fine", "finetune")]
    [InlineData("transfer train --opt", "--optimizer")]
    [InlineData("transfer models ins", "inspect")]
    public void Bash_completes_commands_and_options(string line, string expected) => Assert.Equal(expected, Bash(
        $"COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _transfer; "
        + "echo \"${COMPREPLY[@]}\""));

    [Theory]
    [InlineData("bash", "~/.bashrc")]
    [InlineData("fish", "~/.config/fish/config.fish")]
    [InlineData("pwsh", "$PROFILE")]
    [InlineData("zsh", "~/.zshrc")]
    public void Each_script_says_where_it_belongs(string shell, string profile) =>
        Assert.StartsWith($"# In {profile}", TransferCommand.Run("completion", shell).Output, StringComparison.Ordinal);

    private string Bash(string commands)
    {
        var script = _folder.File("completion.sh");
        File.WriteAllText(script, TransferCommand.Run("completion", "bash").Output);
        var start = new ProcessStartInfo("bash", ["-c", $"PATH={AppContext.BaseDirectory}:$PATH; source {script}; {commands}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
