namespace Transfer.Serving;

/// <summary>The model that is served: its file, what is written in it, and its explainer where there can be one.</summary>
internal sealed class ServedModel : IDisposable
{
    private ServedModel(string path, string name, ModelMetadata metadata, ImageExplainer? explainer, string? notExplained) =>
        (Path, Name, Metadata, Explainer, NotExplained) = (path, name, metadata, explainer, notExplained);

    /// <summary>The <c>model.onnx</c>.</summary>
    public string Path { get; }

    /// <summary>What the model is called: its run folder's name, or its file's.</summary>
    public string Name { get; }

    public ModelMetadata Metadata { get; }

    public ImageExplainer? Explainer { get; }

    /// <summary>Why there is no explainer, in a sentence; null when there is one.</summary>
    public string? NotExplained { get; }

    /// <summary>Why corrections cannot be kept, in a sentence; null when they can.</summary>
    public string? NotCorrected => Metadata.Targets == TargetKind.Classes ? null : "Corrections are kept in a folder for each class, and "
        + $"this model predicts {(Metadata.Targets == TargetKind.Labels ? "several labels" : "values")} of an image.";

    /// <exception cref="IOException">There is no such file or folder, or the run has no <c>model.onnx</c>.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, was not exported by Transfer, or takes tables.</exception>
    public static ServedModel Open(ServeOptions options)
    {
        var isRun = Directory.Exists(options.Model);
        var path = isRun ? ModelOf(options.Model) : options.Model;
        var metadata = ExportedModel.ReadMetadata(path);
        if (metadata.Features is { } features)
        {
            throw new InvalidDataException($"'{path}' takes rows of {features:N0} values and no images, so there is nothing to show on a "
                + "page. Give a model that was trained on images.");
        }

        var full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(options.Model));
        var (explainer, fault) = isRun ? OpenExplainer(options) : (null,
            "Grad-CAM needs the run folder, which has the trained head; a model.onnx alone is served here.");
        return new ServedModel(path, System.IO.Path.GetFileName(full), metadata, explainer, fault);
    }

    public void Dispose() => Explainer?.Dispose();

    private static string ModelOf(string folder)
    {
        var run = RunFolder.Open(folder);
        return File.Exists(run.ModelPath) ? run.ModelPath : throw new FileNotFoundException(
            $"The run '{folder}' has no model.onnx. Train it to its end, or export the run.", run.ModelPath);
    }

    private static (ImageExplainer? Explainer, string? Fault) OpenExplainer(ServeOptions options)
    {
        try
        {
            return (ImageExplainer.Open(options.Model, options.Classifier.Device), null);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            return (null, $"Grad-CAM cannot be shown: {exception.Message}");
        }
    }
}
