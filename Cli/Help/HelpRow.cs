namespace Transfer.Cli;

/// <summary>A name and what it means.</summary>
internal sealed record HelpRow(string Name, string Text);
