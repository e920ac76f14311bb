using System.Text;

namespace Transfer.Tests.Docs;

/// <summary>A code block of a page.</summary>
/// <param name="Language">The word after the opening fence: <c>sh</c> for commands, <c>console</c> for commands after <c>$</c> and their
/// output.</param>
/// <param name="Lines">The lines between the fences.</param>
/// <param name="WhyNotRun">The reason in a comment above the block, <c>&lt;!-- not run: reason --&gt;</c>; null where tests run it.</param>
internal sealed record CodeBlock(string Language, IReadOnlyList<string> Lines, string? WhyNotRun)
{
    private const string Prompt = "$ ";
    private const string FromSource = "dotnet run -c Release --project Cli -- ";
    private const string Program = "transfer ";

    /// <summary>The commands of a shell's block, with lines that end in <c>\</c> joined; none in other languages.</summary>
    public IEnumerable<string> Commands
    {
        get
        {
            var command = "";
            foreach (var line in Language is "sh" or "console" ? Lines : [])
            {
                var isNext = command.Length > 0;
                if (!isNext && Language == "console" && !line.StartsWith(Prompt, StringComparison.Ordinal))
                {
                    continue;
                }

                command += isNext ? line.Trim() : Language == "console" ? line[Prompt.Length..] : line.Trim();
                if (command.EndsWith('\\'))
                {
                    command = command[..^1];
                    continue;
                }

                if (command.Length > 0 && !command.StartsWith('#'))
                {
                    yield return command;
                }

                command = "";
            }
        }
    }

    /// <summary>The arguments of a command of the program; null for another program's.</summary>
    public static string[]? Arguments(string command)
    {
        var start = new[] { FromSource, Program }.FirstOrDefault(s => command.StartsWith(s, StringComparison.Ordinal));
        return start is null ? null : Words(command[start.Length..]);
    }

    /// <summary>Splits a command at spaces, as a shell does: quotes hold words together, and a comment ends it.</summary>
    private static string[] Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (isWord, quote) = (false, '\0');
        foreach (var c in command + ' ')
        {
            if (quote != '\0' || c is '"' or '\'')
            {
                (isWord, quote) = (true, quote == '\0' ? c : c == quote ? '\0' : quote);
                _ = c is '"' or '\'' ? word : word.Append(c);
            }
            else if (c == '#' && !isWord)
            {
                break;
            }
            else if (c != ' ')
            {
                isWord = true;
                word.Append(c);
            }
            else if (isWord)
            {
                words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }

        return [.. words];
    }
}
