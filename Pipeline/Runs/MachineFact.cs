namespace Transfer.Pipeline;

/// <summary>One line about this installation and machine.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Value">What was found, or why it cannot be used.</param>
/// <param name="IsFault">Whether it cannot be used.</param>
internal sealed record MachineFact(string Name, string Value, bool IsFault = false);
