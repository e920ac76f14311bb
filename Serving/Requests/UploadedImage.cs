namespace Transfer.Serving;

/// <summary>An image of a request.</summary>
/// <param name="Name">The name of the file as the request says it; empty for a raw body.</param>
/// <param name="Bytes">The bytes of the file.</param>
internal sealed record UploadedImage(string Name, byte[] Bytes);
