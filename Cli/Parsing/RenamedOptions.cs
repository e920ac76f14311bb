using System.CommandLine;

namespace Transfer.Cli;

/// <summary>Options that have another name now. An old name is refused with the new one.</summary>
internal static class RenamedOptions
{
    private static readonly Dictionary<string, string> NewNames = new(StringComparer.Ordinal)
    {
        ["--problem"] = "--task",
        ["--last-layer"] = "--output-activation",
        ["--paranoid"] = "--verify-files",
        ["--output"] = "--out",
        ["--preview"] = "--out",
        ["--preset"] = "--augment",
    };

    /// <summary>A sentence about the first old name of an option of the command; null where there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        var options = parsed.CommandResult.Command.Options.Select(option => option.Name).ToHashSet();
        return parsed.Tokens.Select(token => token.Value.Split('=', ':')[0])
            .Where(old => NewNames.TryGetValue(old, out var name) && options.Contains(name))
            .Select(old => $"{old} is called {NewNames[old]} now. Give {NewNames[old]} instead; it means the same.")
            .FirstOrDefault();
    }
}
