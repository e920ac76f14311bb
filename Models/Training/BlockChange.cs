namespace Transfer.Models.Training;

/// <summary>How far training has moved the weights of a block.</summary>
/// <param name="Name">The block.</param>
/// <param name="Parameters">The number of its parameters.</param>
/// <param name="RelativeChange">The norm of the change relative to the norm of the weights before training.</param>
public sealed record BlockChange(string Name, long Parameters, double RelativeChange);
