namespace Transfer.Models;

/// <summary>Where the images of a batch are in a tensor.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Outer">What the axis counts besides them in larger steps, such as 50 for 50 tokens of each image in turn; 1 for nothing.</param>
internal sealed record BatchAxis(int Axis, int Outer);
