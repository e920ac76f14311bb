namespace Transfer.Pipeline;

/// <summary>
/// Shows which regions of an image an output of a run is based on: Grad-CAM (Selvaraju et al., ICCV 2017) at the end of the base.
/// </summary>
/// <remarks>Thread-safe: images are explained one after another.</remarks>
/// <example>
/// <code>
/// using var explainer = ImageExplainer.Open("runs/pets");
/// File.WriteAllBytes("why.jpg", explainer.Explain(File.ReadAllBytes("cat.jpg"), "cats").Jpeg.Span);
/// </code>
/// </example>
public sealed class ImageExplainer : IDisposable
{
    private const int Size = 448;

    private readonly Lock _lock = new();
    private readonly SavedRun _run;
    private readonly GradCam _cam;
    private readonly ImageLoader _plain;
    private bool _isDisposed;

    private ImageExplainer(SavedRun run, GradCam cam, IReadOnlyList<string> classes)
    {
        (_run, _cam, Classes) = (run, cam, classes);
        var open = run.Images.Base;
        _plain = new ImageLoader(new Preprocessing { Resize = open.Preprocessing.Resize }, Size) { Imaging = open.Loader.Imaging };
    }

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Opens an earlier run; its images need not be there, but its network must.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</param>
    /// <exception cref="IOException">The run or its network is missing.</exception>
    /// <exception cref="InvalidDataException">
    /// A file of the run is damaged, it was not trained to its end, or it learnt from a table.
    /// </exception>
    /// <exception cref="NotSupportedException">The base does not end in a feature map.</exception>
    public static ImageExplainer Open(string run, string device = "auto")
    {
        ArgumentNullException.ThrowIfNull(run);
        var folder = RunFolder.Open(run);
        var record = folder.ReadRecord();
        var saved = SavedRun.OpenImages(
            folder, record, null, o => o with { TestViews = 0, Features = o.Features.On(device) }, RunContext.None);
        var cam = new GradCam(saved);
        if (cam.HasMap)
        {
            return new ImageExplainer(saved, cam, record.Classes);
        }

        saved.Dispose();
        throw new NotSupportedException($"The base of '{run}' does not end in a feature map, which Grad-CAM needs.");
    }

    /// <summary>Explains an output for an image.</summary>
    /// <param name="image">The bytes of a whole file in one of the formats.</param>
    /// <param name="name">One of <see cref="Classes"/>: the heat map shows what increases this output.</param>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    /// <exception cref="ObjectDisposedException">The explainer is disposed.</exception>
    public ImageExplanation Explain(ReadOnlyMemory<byte> image, string name)
    {
        var loader = _run.Images.Base.Loader;
        var chosen = Output(name);
        var (pixels, rgb) = (new float[loader.ValueCount], new float[_plain.ValueCount]);
        var outcome = loader.Load(image, pixels);
        outcome = outcome.IsOk ? _plain.Load(image, rgb) : outcome;
        if (!outcome.IsOk)
        {
            return new ImageExplanation { Error = outcome.Detail };
        }

        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var (height, width, heat) = _cam.Of(pixels, [chosen])!.Value;
            return new ImageExplanation { Jpeg = HeatMap.Over(rgb, Size, heat, height, width) };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _cam.Dispose();
                _run.Dispose();
            }
        }
    }

    /// <summary>The output of a name. Two classes have one output alone, that of the second.</summary>
    private (int Output, bool Rises) Output(string name)
    {
        var index = Classes.ToList().IndexOf(name);
        return index < 0 ? throw new ArgumentException($"'{name}' is none of the {Classes.Count:N0} names of this run: "
            + $"{string.Join(", ", Classes.Take(10))}{(Classes.Count > 10 ? ", ..." : "")}.", nameof(name))
            : _run.Inputs.Task.Outputs == 1 && Classes.Count == 2 ? (0, index == 1) : (index, true);
    }
}
