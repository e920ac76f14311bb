namespace Transfer.Pipeline.Training;

/// <summary>A batch of a <see cref="DenseHead"/>.</summary>
/// <param name="Rows">The rows of its samples.</param>
/// <param name="Mask">What dropout drops; null without dropout.</param>
internal readonly record struct DenseBatch(int[] Rows, DropoutMask? Mask);
