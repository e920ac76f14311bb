using System.Text.Json;

namespace Transfer.Serving;

/// <summary>
/// Writes the page of a <see cref="ClassifierServer"/> as files for any web server, with the model inside: onnxruntime-web runs it in the
/// browser, and images are sent nowhere.
/// </summary>
/// <example>
/// <code>
/// var page = WebExport.Write(new WebExportOptions { Run = "runs/pets", Folder = "site", Runtime = "onnxruntime-web-1.30.0.tgz" });
/// Console.WriteLine($"{page.Folder}: {page.Bytes / 1e6:N1} MB");
/// </code>
/// </example>
public static class WebExport
{
    /// <summary>The version of onnxruntime-web that pages are tested with; others are taken as they are.</summary>
    public const string TestedRuntime = "1.30.0";

    private const string Model = "model.onnx";
    private const string NotExplained = "Grad-CAM needs the program that trained the model; this page runs the model alone.";
    private const string NotCorrected = "Corrections are kept by the program only.";

    /// <summary>Writes the page.</summary>
    /// <param name="options">The run, the folder, and where onnxruntime-web is.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops before the folder has its name.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The run, its network or onnxruntime-web is missing, or the folder is not empty.</exception>
    /// <exception cref="InvalidDataException">
    /// The run was not trained to its end, learnt from a table, or onnxruntime-web is damaged.
    /// </exception>
    public static WebExportResult Write(
        WebExportOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder));
        ThrowIfUsed(folder, options.Folder);
        if (RunFolder.Open(options.Run).ReadRecord().Backbone is null)
        {
            throw new InvalidDataException(
                $"'{options.Run}' was trained on a table, and the page takes images. Give a run that was trained on images.");
        }

        var runtime = OnnxRuntimeWeb.Read(options.Runtime);
        var partial = $"{folder}.{Environment.ProcessId}.partial";
        Directory.CreateDirectory(partial);
        try
        {
            var model = TransferLearning.Export(
                new ExportOptions { Run = options.Run, Output = Path.Combine(partial, Model), Input = ModelInput.Image },
                progress, cancellation);
            WriteFiles(partial, options.Run, ExportedModel.ReadMetadata(model), runtime);
            cancellation.ThrowIfCancellationRequested();
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(partial, folder);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }

        var files = new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        return new WebExportResult(options.Folder, [.. files.Select(file => file.Name)], files.Sum(file => file.Length), runtime.Version);
    }

    private static void WriteFiles(string folder, string run, ModelMetadata metadata, OnnxRuntimeWeb runtime)
    {
        foreach (var page in PageFiles.OfBrowser)
        {
            File.WriteAllBytes(Path.Combine(folder, page.Name), page.Content);
        }

        foreach (var (file, content) in runtime.Files)
        {
            File.WriteAllBytes(Path.Combine(folder, file), content);
        }

        File.WriteAllText(Path.Combine(folder, "golden.json"), ModelVerification.GoldenTextOf(Path.Combine(folder, Model)));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run)));
        var description = MetadataAnswer.Of(name, metadata) with { NotExplained = NotExplained, NotCorrected = NotCorrected };
        File.WriteAllBytes(
            Path.Combine(folder, "model.json"), JsonSerializer.SerializeToUtf8Bytes(description, AnswerJson.Options));
    }

    private static void ThrowIfUsed(string folder, string given)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new IOException($"'{given}' is there already and not an empty folder. Choose another folder for the page.");
        }
    }
}
