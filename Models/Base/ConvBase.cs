using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>The convolutional base: the part of a network below a cut, in ONNX Runtime. <c>[N, 3, H, W]</c> to features.</summary>
/// <remarks>
/// Thread-safe. On the processor a run has one thread, and as many runs as there are cores go on side by side (<see cref="Lanes"/>): no
/// thread ever waits for another at the end of an operator. Nothing in it is trained.
/// </remarks>
public sealed class ConvBase : IDisposable
{
    private const string OutputName = "transfer/features";

    private readonly Lazy<InferenceSession> _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private ConvolutionOperator? _operator;

    /// <summary>Reads the graph; the session is built when it is first needed, or at once if the file had fixed the batch, to prove with two images that it is free.</summary>
    /// <param name="graph">The whole network.</param>
    /// <param name="cut">Where features leave, found at the same image size.</param>
    /// <param name="imageSize">Height and width of the images in pixels.</param>
    /// <param name="pooling">What becomes of a feature map; ignored when the cut is not a map <c>[C, H, W]</c>.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="NotSupportedException">The file had fixed the batch, and the base does not run on other batches or mixes the images of one.</exception>
    public ConvBase(OnnxGraph graph, CutPoint cut, int imageSize, Pooling pooling, Device device)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(device);
        ImageSize = imageSize;
        MapShape = cut.Shape;
        Pooling = MapShape.Count == 3 ? pooling : Pooling.None;
        FeatureShape = Pooling == Pooling.None ? MapShape : [MapShape[0]];
        FeatureLength = FeatureShape.Aggregate(1, (product, dim) => product * dim);
        Below = graph.Below(cut.Tensors);
        GraphHash = Convert.ToHexStringLower(Below.ComputeHash());

        var pooled = PoolingNodes.Append(Below, cut.Tensors, Pooling, OutputName);
        _inputNames = [graph.InputName];
        _outputNames = [OutputName];
        Lanes = device.Kind == DeviceKind.Cpu ? Environment.ProcessorCount : 1;
        var isFast = device.Kind == DeviceKind.Cpu && FastConvolutions.Any(pooled);
        ConvolutionAlgorithm = isFast ? FastConvolutions.Name : null;
        // Where the cache has all features it is never needed, and it takes longer to build than an unchanged folder takes to list.
        _session = new Lazy<InferenceSession>(() => Build(graph, pooled, device, isFast));
        if (graph.HadFixedBatch)
        {
            // Such a graph may turn out to be of no use, which is better known before work begins.
            _ = _session.Value;
        }
    }

    /// <summary>Height and width of the images in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>The shape at the cut before pooling, such as <c>[512, 4, 4]</c>.</summary>
    public IReadOnlyList<int> MapShape { get; }

    /// <summary>The shape of one image's features, such as <c>[1280]</c> or <c>[512, 4, 4]</c>.</summary>
    public IReadOnlyList<int> FeatureShape { get; }

    /// <summary>The number of values of one image's features.</summary>
    public int FeatureLength { get; }

    /// <summary>The pooling in use; <see cref="Pooling.None"/> where the cut is not a map.</summary>
    public Pooling Pooling { get; }

    /// <summary>The graph below the cut, without pooling.</summary>
    public OnnxGraph Below { get; }

    /// <summary>SHA-256 of the graph below the cut with its weights, in hexadecimal.</summary>
    public string GraphHash { get; }

    /// <summary>The version of ONNX Runtime, which is part of what shapes a feature.</summary>
    public static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    /// <summary>How convolutions are computed that are not left to ONNX Runtime, such as <c>Winograd F(4x4, 3x3)</c>; null where all are.</summary>
    public string? ConvolutionAlgorithm { get; }

    /// <summary>How many runs side by side make full use of the device.</summary>
    public int Lanes { get; }

    /// <summary>Computes the features of a batch with the whole device; no buffer is copied.</summary>
    /// <param name="images">Normalised images <c>[count, 3, ImageSize, ImageSize]</c>; more may follow and is not read.</param>
    /// <param name="count">How many images.</param>
    /// <param name="features">Receives <c>[count, FeatureLength]</c>.</param>
    /// <exception cref="ArgumentException">A buffer is too small.</exception>
    public void Run(Memory<float> images, int count, Memory<float> features)
    {
        RequireRoom(images, count, features);
        var parts = Math.Min(Lanes, count);
        if (parts <= 1)
        {
            RunLane(images, count, features);
            return;
        }

        var pixels = 3 * ImageSize * ImageSize;
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            var (begin, end) = (count * part / parts, count * (part + 1) / parts);
            RunLane(images[(begin * pixels)..], end - begin, features[(begin * FeatureLength)..]);
        });
    }

    /// <summary>Computes the features of a batch in one lane, on the calling thread; no buffer is copied.</summary>
    /// <param name="images">Normalised images <c>[count, 3, ImageSize, ImageSize]</c>; more may follow and is not read.</param>
    /// <param name="count">How many images.</param>
    /// <param name="features">Receives <c>[count, FeatureLength]</c>.</param>
    /// <exception cref="ArgumentException">A buffer is too small.</exception>
    public void RunLane(Memory<float> images, int count, Memory<float> features)
    {
        RequireRoom(images, count, features);
        Run(_session.Value, images, count, features);
    }

    private void Run(InferenceSession session, Memory<float> images, int count, Memory<float> features)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, images[..(count * 3 * ImageSize * ImageSize)], [count, 3, ImageSize, ImageSize]);
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, features[..(count * FeatureLength)], [count, FeatureLength]);
        session.Run(_runOptions, _inputNames, [input], _outputNames, [output]);
    }

    /// <summary>The number of images for one run of a lane that is fast enough, found by trying for about a second.</summary>
    /// <returns>The smallest of 1, 2, 4, … 64 whose speed is within 2 % of the best, with all lanes at work.</returns>
    public int Calibrate() => BatchCalibration.Run(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_session.IsValueCreated)
        {
            _session.Value.Dispose();
        }

        _operator?.Dispose();
        _runOptions.Dispose();
    }

    private void RequireRoom(Memory<float> images, int count, Memory<float> features)
    {
        var pixels = 3 * ImageSize * ImageSize;
        if (images.Length < count * pixels || features.Length < count * FeatureLength)
        {
            throw new ArgumentException(
                $"Buffers for {images.Length / pixels} images and {features.Length / FeatureLength} rows of features were given; expected room for {count}.");
        }
    }

    private InferenceSession Build(OnnxGraph graph, OnnxGraph pooled, Device device, bool isFast)
    {
        using var options = device.CreateSessionOptions(threads: device.Kind == DeviceKind.Cpu ? 1 : 0);
        if (isFast)
        {
            (pooled, var convolutions) = FastConvolutions.Replace(pooled);
            _operator = new ConvolutionOperator(convolutions);
            _operator.AddTo(options);
        }

        InferenceSession? session = null;
        try
        {
            session = new InferenceSession(pooled.ToByteArray(), options);
            if (graph.HadFixedBatch)
            {
                ProveFreeBatch(session, graph.Name);
            }

            return session;
        }
        catch
        {
            session?.Dispose();
            _operator?.Dispose();
            throw;
        }
    }

    private void ProveFreeBatch(InferenceSession session, string name)
    {
        const float tolerance = 1e-4f;
        var pixels = 3 * ImageSize * ImageSize;
        var images = new float[2 * pixels];
        for (var i = 0; i < images.Length; i++)
        {
            // Two images with nothing in common; any will do.
            images[i] = (i < pixels ? i % 251 : i % 127) / 64f;
        }

        var together = new float[2 * FeatureLength];
        var alone = new float[2 * FeatureLength];
        try
        {
            Run(session, images, 2, together);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(
                $"'{name}' was written for one image at a time and cannot be run on several: {exception.Message.Split('\n')[0]} Export it with a dynamic batch.", exception);
        }

        Run(session, images.AsMemory(0, pixels), 1, alone);
        Run(session, images.AsMemory(pixels), 1, alone.AsMemory(FeatureLength));
        var scale = alone.Max(Math.Abs);
        var worst = together.Zip(alone, (a, b) => Math.Abs(a - b)).Max();
        if (worst > tolerance * Math.Max(1, scale))
        {
            throw new NotSupportedException(
                $"'{name}' mixes the images of a batch (largest difference {worst:G3} between two images together and one by one). Export it with a dynamic batch.");
        }
    }
}
