using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Transfer.Pipeline;

/// <summary>Predicts with an exported <c>model.onnx</c>; needs nothing else from the run folder.</summary>
/// <remarks>
/// Thread-safe. It can be disposed while other threads use it: batches that have begun complete, and enumerations then end with
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class ImageClassifier : IDisposable
{
    private const int BatchSize = 8;
    private const int BatchesAhead = 2;

    // Up to so many are predicted before a second session would be ready.
    private const int FewFiles = 16;

    // Of the images of all batches; larger ones cost more memory than they can gain.
    private const long MostBytes = 512L << 20;

    private readonly string _path;
    private readonly ExportedModel _model;
    private readonly UseCount _uses;
    private readonly SemaphoreSlim _runs;
    private readonly ImageLoader _loader;
    private readonly Augmenter _augmenter;
    private readonly int _testViews;

    private ImageClassifier(string path, ExportedModel model, ClassifierOptions options)
    {
        _path = path;
        var (preprocessing, size) = (PreprocessingOf(model), model.Metadata.ImageSize);
        (_model, _runs) = (model, new SemaphoreSlim(model.Parallelism));
        _uses = new UseCount(this, Free);
        _loader = new ImageLoader(preprocessing, size) { Imaging = options.Imaging };
        _augmenter = new Augmenter(
            AugmentationOptions.Parse(options.Augmentation), preprocessing, size, options.Seed)
        { Imaging = options.Imaging };
        _testViews = options.TestViews;
    }

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public IReadOnlyList<string> Classes => _model.Metadata.Classes;

    /// <summary>Whether those are classes, labels or values.</summary>
    public TargetKind Targets => _model.Metadata.Targets;

    /// <summary>A sentence about how the file runs that is worth knowing; null when there is none.</summary>
    public string? Note => _model.RunsOneByOne ? BatchOfOne.Sentence(Path.GetFileName(_path)) : null;

    /// <summary>Opens an exported file.</summary>
    /// <param name="path">A <c>model.onnx</c>.</param>
    /// <param name="options">How it predicts; null for the defaults.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or was not exported by Transfer.</exception>
    /// <exception cref="NotSupportedException">The device or the decoder is not there.</exception>
    public static ImageClassifier Load(string path, ClassifierOptions? options = null)
    {
        options ??= new ClassifierOptions();
        InvalidOptionsException.ThrowIfAny(options.Validate());
        // Says so before the model is loaded.
        _ = ImagingLibrary.FormatVersion(options.Imaging);
        var model = ExportedModel.Load(path, Device.Resolve(options.Device));
        try
        {
            return model.Metadata.Features is null ? new(path, model, options) : throw new InvalidDataException(
                $"'{path}' takes rows of {model.Metadata.Features:N0} values and no images. Give a model that was trained on images, "
                + "or predict a table.");
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Predicts images, in the order given; folders are searched for images.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="FileNotFoundException">A path does not exist, or a folder has no images.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public IEnumerable<Prediction> Predict(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _uses.ThrowIfDisposed();
        var files = paths.SelectMany(Files).ToList();
        return PredictFiles(files);
    }

    /// <summary>Predicts an image whose file is read from a stream.</summary>
    /// <param name="image">From its position to its end, an image in one of the formats of files; stays open.</param>
    /// <returns>The prediction, without a path; with an error where the image cannot be used.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public Prediction Predict(Stream image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var memory = new MemoryStream();
        image.CopyTo(memory);
        var (bytes, values, outcome) = (memory.ToArray(), new float[_loader.ValueCount], default(ImageOutcome));
        var outputs = Average(1, values, isSequential: false, (_, view) => outcome = view == 0 ? _loader.Load(bytes, values)
            : outcome.IsOk ? _augmenter.Load(bytes, ContentHash.Of(bytes).ToIdentity(), view, values) : outcome);
        return outcome.IsOk ? Prediction.Of(_model.Metadata, "", outputs) : new Prediction { Path = "", Error = outcome.Detail };
    }

    /// <summary>
    /// Predicts an image of ML.NET, which stays its owner's. Its pixels are taken as they are: ML.NET does not turn photographs as their
    /// EXIF data say, which files and streams are.
    /// </summary>
    /// <returns>The prediction, with the image's <see cref="MLImage.Tag"/> in place of the path.</returns>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public Prediction Predict(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        // Only views need to know which image it is, and nothing else than its pixels says so.
        var identity = _testViews > 0 ? ContentHash.Of(image.Pixels).ToIdentity() : 0;
        var images = new float[_loader.ValueCount];
        var probabilities = Average(1, images, isSequential: false, (_, view) =>
        {
            if (view == 0)
            {
                _loader.Load(image, images);
            }
            else
            {
                _augmenter.Load(image, identity, view, images);
            }
        });
        return Prediction.Of(_model.Metadata, image.Tag ?? "", probabilities);
    }

    /// <inheritdoc/>
    public void Dispose() => _uses.Dispose();

    private void Free()
    {
        _model.Dispose();
        _runs.Dispose();
    }

    private static Preprocessing PreprocessingOf(ExportedModel model)
    {
        try
        {
            return Preprocessing.Parse(model.Metadata.Preprocessing);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{exception.Message} This is in the metadata of the model. Export it again.", exception);
        }
    }

    private static IEnumerable<string> Files(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"There is no file or folder '{path}'. Give images or folders of images.", path);
        }

        var files = ImageFolder.ListImages(path).ToList();
        return files.Count > 0 ? files : throw new FileNotFoundException(
            $"The folder '{path}' has no images. Expected {ImageFile.Endings} files.", path);
    }

    /// <summary>
    /// A few files are predicted with the whole device. Of more, as many batches as there are cores are on their way, each on one thread
    /// from its first file to its outputs, so that no core waits for another one.
    /// </summary>
    private IEnumerable<Prediction> PredictFiles(List<string> files)
    {
        var isSequential = files.Count > FewFiles;
        var batch = (int)Math.Clamp(MostBytes / sizeof(float) / _loader.ValueCount / Environment.ProcessorCount, 1, BatchSize);
        var ahead = isSequential ? BatchesAhead * Environment.ProcessorCount : 1;
        // Decoding needs all cores, whatever the model runs on.
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Environment.ProcessorCount).ConcurrentScheduler;
        var waiting = new Queue<Task<Prediction[]>>();
        foreach (var chunk in files.Chunk(batch))
        {
            if (waiting.Count == ahead)
            {
                foreach (var prediction in Next())
                {
                    yield return prediction;
                }
            }

            waiting.Enqueue(Task.Factory.StartNew(
                () => PredictBatch(chunk, isSequential), CancellationToken.None, TaskCreationOptions.None, scheduler));
        }

        while (waiting.Count > 0)
        {
            foreach (var prediction in Next())
            {
                yield return prediction;
            }
        }

        IEnumerable<Prediction> Next()
        {
            foreach (var prediction in waiting.Dequeue().GetAwaiter().GetResult())
            {
                _uses.ThrowIfDisposed();
                yield return prediction;
            }
        }
    }

    private Prediction[] PredictBatch(string[] files, bool isSequential)
    {
        var images = new float[files.Length * _loader.ValueCount];
        var outcomes = new ImageOutcome[files.Length];
        var probabilities = Average(files.Length, images, isSequential, (i, view) =>
        {
            var target = images.AsSpan(i * _loader.ValueCount, _loader.ValueCount);
            outcomes[i] = view == 0 ? _loader.Load(files[i], target) : outcomes[i].IsOk ? LoadView(files[i], view, target) : outcomes[i];
            if (!outcomes[i].IsOk)
            {
                // A bad image keeps its row in the batch, but what the model says of it is not looked at.
                target.Clear();
            }
        });
        return [.. files.Select((file, i) => outcomes[i].IsOk
            ? Prediction.Of(_model.Metadata, file, probabilities.AsSpan(i * Classes.Count, Classes.Count))
            : new Prediction { Path = file, Error = outcomes[i].Detail })];
    }

    /// <summary>Runs the model on the clean images and on each of their views, and averages.</summary>
    /// <param name="isSequential">Whether this thread does all of it, because others do the same.</param>
    /// <param name="load">Loads a view of the image with an index into its row of <paramref name="images"/>; view 0 is the clean
    /// image.</param>
    private float[] Average(int count, float[] images, bool isSequential, Action<int, int> load)
    {
        using var use = _uses.Begin();
        var loading = new ParallelOptions { MaxDegreeOfParallelism = isSequential ? 1 : -1 };
        float[] sum = [];
        for (var view = 0; view <= _testViews; view++)
        {
            Parallel.For(0, count, loading, i => load(i, view));
            var probabilities = Run(images, count, isSequential);
            if (view == 0)
            {
                sum = probabilities;
            }
            else
            {
                TensorPrimitives.Add(sum, probabilities, sum);
            }
        }

        TensorPrimitives.Divide(sum, _testViews + 1, sum);
        return sum;
    }

    private float[] Run(float[] images, int count, bool isSequential)
    {
        if (!isSequential)
        {
            return _model.Predict(images, count);
        }

        _runs.Wait();
        try
        {
            return _model.PredictSequential(images, count);
        }
        finally
        {
            _runs.Release();
        }
    }

    private ImageOutcome LoadView(string path, int view, Span<float> target)
    {
        try
        {
            var bytes = ImageFile.ReadAllBytes(path);
            return _augmenter.Load(bytes, ContentHash.Of(bytes).ToIdentity(), view, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ImageOutcome(ImageStatus.Unreadable, exception.Message.TrimEnd('.'));
        }
    }
}
