using System.Text.RegularExpressions;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>Compares what a command prints with a file in <c>Tests/Cli/Screens</c> that reads like the screen.</summary>
internal static class Screen
{
    private const string Variable = "TRANSFER_WRITE_SCREENS";

    // What depends on the machine, the day or the last digits of a calculation.
    private static readonly (string Pattern, string Mask)[] Masks =
    [
        (@"\d{4}-\d\d-\d\d \d\d:\d\d", "####-##-## ##:##"),
        (@"\b[0-9a-f]{12}\b", "############"),
        (@"\b[0-9a-f]{16}…", "################…"),
        (@"(?<=\d\.\d\d)\d\d\b", "##"),
        (@"(?<=largest difference )[^)]+", "#"),
        (@"[\d.]+(?= s\b)", "#"),
        // Only files that have not just been written are in them.
        (@"[\d.]+ k?B of indexes", "# B of indexes"),
        (@"\d(?=[\d.]* kB\b)", "#"),
        (@"[\d.]+ rows/s;.*", "# rows/s; #"),
        (@" \([\d.]+/s[^)]*\)", ""),
        (@" +$", ""),
    ];

    /// <param name="name">The file's name without its ending.</param>
    /// <param name="folder">The folder of the test, which is HERE in the file.</param>
    public static void Check(string name, string folder, params string[] arguments) => Check(name, folder, 200, arguments);

    /// <param name="width">The number of columns of the screen.</param>
    /// <returns>The lines of the output.</returns>
    /// <inheritdoc cref="Check(string, string, string[])"/>
    public static string[] Check(string name, string folder, int width, string[] arguments)
    {
        var (code, output, error) = TransferCommand.RunStreams(width, arguments);
        Assert.True(code is 0 or 3, error);
        var errors = error.Length > 0 ? $"-- error stream --\n{error}" : "";
        var screen = $"> transfer {string.Join(' ', arguments)}\n{errors}-- output, exit code {code} --\n{output}"
            .Replace(folder, "HERE", StringComparison.Ordinal);
        var found = Masks.Aggregate(
            screen.ReplaceLineEndings("\n"), (text, row) => Regex.Replace(text, row.Pattern, row.Mask, RegexOptions.Multiline));
        var path = Path.Combine(Repository.Root, "Tests", "Cli", "Screens", $"{name}.txt");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(path, found);
        }

        Assert.True(
            File.ReadAllText(path).ReplaceLineEndings("\n") == found,
            $"Tests/Cli/Screens/{name}.txt differs from what is printed now. With {Variable}=1 this test writes the file.\n{found}");
        return output.ReplaceLineEndings("\n").Split('\n');
    }
}
