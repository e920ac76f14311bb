namespace Transfer.Models;

/// <summary>The tensors that all information flows through at a position of the path.</summary>
/// <param name="Tensors">One tensor, or two where a network never narrows to one.</param>
/// <param name="Position">The last node of the path below.</param>
internal sealed record Frontier(string[] Tensors, int Position);
