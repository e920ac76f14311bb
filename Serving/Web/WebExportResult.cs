namespace Transfer.Serving;

/// <summary>A page that was written.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Files">The names of its files.</param>
/// <param name="Bytes">The bytes of all files together.</param>
/// <param name="RuntimeVersion">The version of onnxruntime-web in it.</param>
public sealed record WebExportResult(string Folder, IReadOnlyList<string> Files, long Bytes, string RuntimeVersion);
