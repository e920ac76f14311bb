namespace Transfer.Models;

/// <summary>Tensors that together carry everything at a place of the path.</summary>
/// <param name="Tensors">One tensor, or two where a network never narrows to one.</param>
/// <param name="Position">The last node of the path below.</param>
internal sealed record Frontier(string[] Tensors, int Position);
