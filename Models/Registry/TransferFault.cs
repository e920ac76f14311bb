namespace Transfer.Models;

/// <summary>Why bytes did not come.</summary>
/// <param name="Sentence">The reason, for people.</param>
/// <param name="IsFinal">Whether another try at the same address is of no use.</param>
internal sealed record TransferFault(string Sentence, bool IsFinal = false);
