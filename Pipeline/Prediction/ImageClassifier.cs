using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Transfer.Pipeline;

/// <summary>Predicts with an exported <c>model.onnx</c>; needs nothing else from the run folder.</summary>
/// <remarks>
/// Thread-safe: one classifier serves all threads of a program, and its buffers come from a pool. It can be disposed while other threads
/// use it: batches that have begun complete, and enumerations then end with <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class ImageClassifier : IDisposable
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
    private readonly ClassifierImages _images;
    private readonly int _testViews;

    private ImageClassifier(string path, ExportedModel model, ClassifierOptions options)
    {
        _path = path;
        (_model, _runs) = (model, new SemaphoreSlim(model.Parallelism));
        _uses = new UseCount(this, Free);
        _images = new ClassifierImages(model.Metadata, options);
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
    /// <exception cref="NotSupportedException">The device is not there.</exception>
    public static ImageClassifier Load(string path, ClassifierOptions? options = null)
    {
        options ??= new ClassifierOptions();
        InvalidOptionsException.ThrowIfAny(options.Validate());
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
        return Predict(memory.GetBuffer().AsMemory(0, (int)memory.Length));
    }

    /// <summary>Predicts an image from the bytes of its file.</summary>
    /// <param name="image">A whole file in one of the formats; it must not change during the call.</param>
    /// <returns>The prediction, without a path; with an error where the image cannot be used.</returns>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public Prediction Predict(ReadOnlyMemory<byte> image) => PredictBatch([new ClassifierImage("", image)], isSequential: false)[0];

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
        var outputs = Average(1, isSequential: false, (_, view, target) => _images.Load(image, identity, view, target.Span));
        return Prediction.Of(_model.Metadata, image.Tag ?? "", outputs);
    }

    /// <inheritdoc/>
    public void Dispose() => _uses.Dispose();

    private void Free()
    {
        _model.Dispose();
        _runs.Dispose();
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
        var ahead = isSequential ? BatchesAhead * Environment.ProcessorCount : 1;
        var scheduler = OneTaskACore();
        var waiting = new Queue<Task<Prediction[]>>();
        foreach (var chunk in files.Select(file => new ClassifierImage(file)).Chunk(ImagesInBatch))
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

    private int ImagesInBatch =>
        (int)Math.Clamp(MostBytes / sizeof(float) / _images.ValueCount / Environment.ProcessorCount, 1, BatchSize);

    /// <summary>Decoding needs all cores, whatever the model runs on.</summary>
    private static TaskScheduler OneTaskACore() =>
        new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Environment.ProcessorCount).ConcurrentScheduler;

    private Prediction[] PredictBatch(ClassifierImage[] images, bool isSequential)
    {
        var outcomes = new ImageOutcome[images.Length];
        var outputs = Average(images.Length, isSequential, (i, view, target) =>
        {
            if (view == 0 || outcomes[i].IsOk)
            {
                outcomes[i] = _images.Load(images[i], view, target.Span);
            }

            if (!outcomes[i].IsOk)
            {
                // A bad image keeps its row in the batch, but what the model says of it is not looked at.
                target.Span.Clear();
            }
        });
        return [.. images.Select((image, i) => outcomes[i].IsOk
            ? Prediction.Of(_model.Metadata, image.Path, outputs.AsSpan(i * Classes.Count, Classes.Count))
            : new Prediction { Path = image.Path, Error = outcomes[i].Detail })];
    }

    /// <summary>Runs the model on the clean images and on each of their views, and averages.</summary>
    /// <param name="isSequential">Whether this thread does all of it, because others do the same.</param>
    /// <param name="load">Loads a view of the image with an index; view 0 is the clean image.</param>
    private float[] Average(int count, bool isSequential, Action<int, int, Memory<float>> load)
    {
        using var use = _uses.Begin();
        var loading = new ParallelOptions { MaxDegreeOfParallelism = isSequential ? 1 : -1 };
        var length = _images.ValueCount;
        var images = ArrayPool<float>.Shared.Rent(count * length);
        float[] sum = [];
        try
        {
            for (var view = 0; view <= _testViews; view++)
            {
                Parallel.For(0, count, loading, i => load(i, view, images.AsMemory(i * length, length)));
                var outputs = Run(images, count, isSequential);
                if (view == 0)
                {
                    sum = outputs;
                }
                else
                {
                    TensorPrimitives.Add(sum, outputs, sum);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(images);
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
}
