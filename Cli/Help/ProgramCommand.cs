using System.CommandLine;

namespace Transfer.Cli;

/// <summary>A command with its options in groups, and with examples, as the help shows them.</summary>
internal sealed class ProgramCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Title, List<Option> Options)> _groups = [];

    /// <summary>The groups in the order in which the help shows them.</summary>
    public IReadOnlyList<(string Title, List<Option> Options)> Groups => _groups;

    /// <summary>Command lines that work, without <c>transfer</c>.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Adds options to the end of a group, which is made when there is none of that title.</summary>
    public void AddGroup(string title, params ReadOnlySpan<Option> options)
    {
        var found = _groups.FindIndex(group => group.Title == title);
        if (found < 0)
        {
            found = _groups.Count;
            _groups.Add((title, []));
        }

        foreach (var option in options)
        {
            Add(option);
            _groups[found].Options.Add(option);
        }
    }
}
