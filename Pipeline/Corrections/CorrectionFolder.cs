namespace Transfer.Pipeline;

/// <summary>
/// Collects images whose class a person has corrected: <c>FOLDER/class/hash.jpg</c>, one folder a class, which can be trained on as it is.
/// </summary>
/// <remarks>Thread-safe within a process. An image has one place, however often it is corrected.</remarks>
/// <example>
/// <code>
/// var corrections = new CorrectionFolder("pets-corrections");
/// corrections.Save(File.ReadAllBytes("cat.jpg"), "cats");
/// TransferLearning.Train(new TrainOptions { Data = corrections.Path });
/// </code>
/// </example>
public sealed class CorrectionFolder
{
    private readonly Lock _lock = new();

    /// <summary>Names the folder, which is made with the first correction.</summary>
    /// <param name="path">The folder.</param>
    public CorrectionFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The folder for a model when none is given: beside it, with <c>-corrections</c> behind its name.</summary>
    /// <param name="model">A run folder or a <c>model.onnx</c>.</param>
    public static string BesideModel(string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(model));
        var folder = System.IO.Path.GetDirectoryName(path) ?? path;
        var name = Directory.Exists(path) ? System.IO.Path.GetFileName(path) : System.IO.Path.GetFileNameWithoutExtension(path);
        return System.IO.Path.Combine(folder, $"{name}-corrections");
    }

    /// <summary>Writes an image into the folder of its class, once: its name is the SHA-256 of its bytes.</summary>
    /// <param name="image">The bytes of a file in one of the formats of images.</param>
    /// <param name="name">The class; a new one is accepted where a folder can have its name.</param>
    /// <exception cref="ArgumentException">No folder can have the name, or the bytes are no image.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public Correction Save(ReadOnlyMemory<byte> image, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ClassFolderName.Fault(name) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        var ending = ImageFormat.Recognise(image.Span) is { } format ? Ending(format)
            : throw new ArgumentException($"These bytes do not begin like an image; expected {ImageFormat.Choices}.");
        var file = ContentHash.Of(image.Span) + ending;
        lock (_lock)
        {
            var folder = System.IO.Path.Combine(Path, name);
            var path = System.IO.Path.Combine(folder, file);
            var known = Directory.Exists(Path)
                ? Directory.EnumerateDirectories(Path).Select(f => System.IO.Path.Combine(f, file)).Where(File.Exists).ToList() : [];
            if (known.Contains(path))
            {
                return new Correction(name, path, CorrectionOutcome.AlreadyThere);
            }

            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, image.Span);
            known.ForEach(File.Delete);
            return new Correction(name, path, known.Count > 0 ? CorrectionOutcome.Moved : CorrectionOutcome.Saved);
        }
    }

    private static string Ending(string format) => format switch
    {
        "JPEG" => ".jpg",
        "TIFF" => ".tif",
        _ => $".{format.ToLowerInvariant()}",
    };
}
