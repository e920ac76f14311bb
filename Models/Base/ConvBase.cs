using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>The frozen part of a network below a cut, in ONNX Runtime: images <c>[N, 3, H, W]</c> to features.</summary>
/// <remarks>
/// Thread-safe. On the processor a run uses one thread, and <see cref="Parallelism"/> runs go on at the same time, so no thread waits for
/// another at the end of an operator. To a GPU images go through pinned memory. It can be disposed while other threads use it: calls that
/// have begun complete.
/// </remarks>
/// <example>
/// <code>
/// var backbone = Backbone.Load();
/// var cut = CutPoints.Find(backbone.Graph).Single(c => c.IsDefault);
/// using var convBase = new ConvBase(backbone.Graph, cut, imageSize: 224, Pooling.Auto, Device.Cpu);
/// var images = new float[2 * 3 * 224 * 224];
/// var features = new float[2 * convBase.FeatureLength];
/// convBase.Run(images, count: 2, features);
/// </code>
/// </example>
public sealed class ConvBase : IDisposable
{
    private const string OutputName = "transfer/features";

    private readonly Lazy<SequentialSession> _session;
    private readonly Lazy<DeviceLanes>? _lanes;
    private readonly UseCount _uses;
    private readonly RunOptions _runOptions;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames = [OutputName];

    /// <summary>
    /// Takes the part below a cut. The session is built when it is first needed, or at once when the file has a fixed batch size, to check
    /// that the base also runs on others.
    /// </summary>
    /// <param name="graph">The whole network.</param>
    /// <param name="cut">Where features leave the network, found at the same image size.</param>
    /// <param name="imageSize">Height and width of the images in pixels.</param>
    /// <param name="pooling">How a feature map or tokens become a row; nothing is done to a vector.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="ArgumentException">Nothing in the network tells how the map can be pooled.</exception>
    /// <exception cref="NotSupportedException">
    /// The file has a fixed batch size, and the base does not run on others or mixes the images of a batch.
    /// </exception>
    public ConvBase(OnnxGraph graph, CutPoint cut, int imageSize, Pooling pooling, Device device)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(device);
        (ImageSize, Device) = (imageSize, device);
        Pooling = MapPooling.Of(cut, pooling);
        FeatureLength = FeatureShape.Product();
        Below = graph.Below(cut.Tensors);
        GraphHash = Convert.ToHexStringLower(Below.ComputeHash());
        Parallelism = SequentialSession.Parallelism(device);
        var nodes = Below.Model.Graph.Node.Concat(Pooling.Nodes(OutputName));
        var pooled = Below.With(nodes, [ProtoExtensions.FloatValue(OutputName)]);
        ConvolutionAlgorithm = SequentialSession.IsFast(pooled, device) ? FastConvolutions.Name : null;
        _inputNames = [graph.InputName];
        // Building takes longer than listing an unchanged folder, whose features are all in the cache.
        _session = new Lazy<SequentialSession>(() => Build(graph, pooled, device));
        // On the processor the session reads and writes the caller's own buffers.
        _lanes = device.Kind == DeviceKind.Cpu ? null : new Lazy<DeviceLanes>(() => new DeviceLanes(_session.Value.Session, device));
        (_runOptions, _uses) = (new RunOptions(), new UseCount(this, Free));
        try
        {
            _ = MustVerify(graph) ? _session.Value : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Height and width of the images in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>Where it runs.</summary>
    internal Device Device { get; }

    /// <inheritdoc cref="MapPooling.MapShape"/>
    public IReadOnlyList<int> MapShape => Pooling.MapShape;

    /// <inheritdoc cref="MapPooling.FeatureShape"/>
    public IReadOnlyList<int> FeatureShape => Pooling.FeatureShape;

    /// <summary>The number of features of an image.</summary>
    public int FeatureLength { get; }

    /// <summary>What turns the tensor at the cut into features.</summary>
    public MapPooling Pooling { get; }

    /// <summary>The graph below the cut, without pooling.</summary>
    public OnnxGraph Below { get; }

    /// <summary>The SHA-256 of the graph below the cut and its weights, in hexadecimal.</summary>
    public string GraphHash { get; }

    /// <summary>The version of ONNX Runtime, on which the values of features depend.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>The algorithm of convolutions outside of ONNX Runtime, such as <c>Winograd F(4x4, 3x3)</c>; null without any.</summary>
    public string? ConvolutionAlgorithm { get; }

    /// <summary>The number of concurrent calls of <see cref="RunSequential"/> that use the whole device.</summary>
    public int Parallelism { get; }

    /// <summary>Computes the features of a batch with the whole device. On the processor buffers are not copied.</summary>
    /// <param name="images">Preprocessed images <c>[count, 3, ImageSize, ImageSize]</c>; values behind them are ignored.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="features">Receives <c>[count, FeatureLength]</c>.</param>
    /// <exception cref="ArgumentException">A buffer is too small.</exception>
    /// <exception cref="ObjectDisposedException">The base is disposed.</exception>
    public void Run(Memory<float> images, int count, Memory<float> features)
    {
        RequireRoom(images, count, features);
        using var use = _uses.Begin();
        var session = _session.Value.Session;
        var parts = Math.Min(Parallelism, count);
        if (parts <= 1)
        {
            Run(session, images, count, features);
            return;
        }

        var pixels = 3 * ImageSize * ImageSize;
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            var (begin, end) = (count * part / parts, count * (part + 1) / parts);
            Run(session, images[(begin * pixels)..], end - begin, features[(begin * FeatureLength)..]);
        });
    }

    /// <summary>
    /// Computes the features of a batch in one run, on the calling thread of the processor, where buffers are not copied.
    /// </summary>
    /// <param name="images">Preprocessed images <c>[count, 3, ImageSize, ImageSize]</c>; values behind them are ignored.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="features">Receives <c>[count, FeatureLength]</c>.</param>
    /// <exception cref="ArgumentException">A buffer is too small.</exception>
    /// <exception cref="ObjectDisposedException">The base is disposed.</exception>
    public void RunSequential(Memory<float> images, int count, Memory<float> features)
    {
        RequireRoom(images, count, features);
        using var use = _uses.Begin();
        Run(_session.Value.Session, images, count, features);
    }

    /// <summary>Measures for about a second which batch size of <see cref="RunSequential"/> is fast enough.</summary>
    /// <returns>
    /// The smallest of 1, 2, 4, … 64 (256 on a GPU, as far as its memory goes) whose speed is within 2 % of the best, with the whole
    /// device in use.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The base is disposed.</exception>
    public int Calibrate()
    {
        if (Below.RunsOneByOne)
        {
            return 1;
        }

        using var use = _uses.Begin();
        var session = _session.Value.Session;
        var best = BatchCalibration.Run(this, (images, count, features) => Run(session, images, count, features));
        _lanes?.Value.Shrink();
        return best;
    }

    /// <inheritdoc/>
    public void Dispose() => _uses.Dispose();

    private void Free()
    {
        if (_lanes is { IsValueCreated: true })
        {
            _lanes.Value.Dispose();
        }

        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }

        _runOptions.Dispose();
    }

    private static bool MustVerify(OnnxGraph graph) => graph.HadFixedBatch && !graph.RunsOneByOne;

    private void Run(InferenceSession session, Memory<float> images, int count, Memory<float> features)
    {
        if (Below.RunsOneByOne && count > 1)
        {
            var pixels = 3 * ImageSize * ImageSize;
            for (var i = 0; i < count; i++)
            {
                Run(session, images[(i * pixels)..], 1, features[(i * FeatureLength)..]);
            }

            return;
        }

        if (_session.IsValueCreated && _lanes is not null)
        {
            var pixels = images.Span[..(count * 3 * ImageSize * ImageSize)];
            var rows = features.Span[..(count * FeatureLength)];
            _lanes.Value.Run(_runOptions, pixels, count, ImageSize, rows);
        }
        else
        {
            RunOnBuffers(session, images, count, features);
        }

        if (Device.Precision == BasePrecision.Float16
            && !float.IsFinite(TensorPrimitives.MaxMagnitude<float>(features.Span[..(count * FeatureLength)])))
        {
            throw new NotSupportedException(
                $"A value in '{Below.Name}' is beyond 65,504, the largest number of float16. Choose the precision float32 or tf32.");
        }
    }

    /// <summary>Runs on the caller's own buffers.</summary>
    private void RunOnBuffers(InferenceSession session, Memory<float> images, int count, Memory<float> features)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, images[..(count * 3 * ImageSize * ImageSize)], [count, 3, ImageSize, ImageSize]);
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, features[..(count * FeatureLength)], [count, FeatureLength]);
        session.Run(_runOptions, _inputNames, [input], _outputNames, [output]);
    }

    private void RequireRoom(Memory<float> images, int count, Memory<float> features)
    {
        var pixels = 3 * ImageSize * ImageSize;
        if (images.Length < count * pixels || features.Length < count * FeatureLength)
        {
            throw new ArgumentException(
                $"Received room for {images.Length / pixels} images and {features.Length / FeatureLength} rows, expected {count} of each.");
        }
    }

    private SequentialSession Build(OnnxGraph graph, OnnxGraph pooled, Device device)
    {
        var session = new SequentialSession(pooled, device);
        try
        {
            if (MustVerify(graph))
            {
                BatchIndependence.Verify(graph, this, (images, count, features) => Run(session.Session, images, count, features));
            }

            return session;
        }
        catch
        {
            // A session that failed is in nobody's hands.
            session.Dispose();
            throw;
        }
    }
}
