namespace Transfer.Pipeline;

/// <summary>An image to predict: a file, or the bytes of one.</summary>
/// <param name="Path">The file; what a prediction of bytes says in its place.</param>
/// <param name="Bytes">The bytes; null for those of the file.</param>
internal readonly record struct ClassifierImage(string Path, ReadOnlyMemory<byte>? Bytes = null);
