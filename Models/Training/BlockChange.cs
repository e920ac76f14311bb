namespace Transfer.Models;

/// <summary>How far training has moved a block.</summary>
/// <param name="Name">The block.</param>
/// <param name="Parameters">How many numbers it has.</param>
/// <param name="RelativeChange">The length of the change over the length of the weights before.</param>
public sealed record BlockChange(string Name, long Parameters, double RelativeChange);
