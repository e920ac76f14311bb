using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models.Export;

/// <summary>An exported <c>model.onnx</c> in ONNX Runtime, with its metadata.</summary>
/// <remarks>Thread-safe. It can be disposed while other threads use it: calls that have begun complete.</remarks>
/// <example>
/// <code>
/// using var model = ExportedModel.Load("run/model.onnx", Device.Cpu);
/// var size = model.Metadata.ImageSize;
/// var images = new float[3 * size * size];
/// var probabilities = model.Predict(images, count: 1);
/// Console.WriteLine($"{model.Metadata.Classes[0]}: {probabilities[0]:P1}");
/// </code>
/// </example>
public sealed class ExportedModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly Lazy<SequentialSession> _sequential;
    private readonly UseCount _uses;
    private readonly string _path;
    private readonly (string Name, int Count) _output;

    private ExportedModel(InferenceSession session, ModelMetadata metadata, string path, Device device)
    {
        _output = ModelSignature.Check(session, metadata, path);
        (_session, _path, Metadata) = (session, path, metadata);
        (RunsOneByOne, Parallelism) = (ModelSignature.TakesOne(session), SequentialSession.Parallelism(device));
        // Only who predicts many images needs it.
        _sequential = new Lazy<SequentialSession>(() => OpenSequential(path, device));
        _uses = new UseCount(this, Free);
    }

    /// <summary>The number of concurrent calls of <see cref="PredictSequential"/> that use the whole device.</summary>
    public int Parallelism { get; }

    /// <summary>Whether images run one at a time, since a batch of one is built into the network below the head.</summary>
    public bool RunsOneByOne { get; }

    /// <summary>Classes, preprocessing, image size.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>Opens an exported file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or was not exported by Transfer.</exception>
    public static ExportedModel Load(string path, Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        // Reads the protobuf, which gives a sentence for each kind of wrong file.
        var model = ModelReader.Read(path);
        var metadata = ModelMetadata.Read(model.Metadata(), path);
        var session = Open(model, metadata, path, device);
        try
        {
            return new ExportedModel(session, metadata, path, device);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Reads the metadata of an exported file without loading it into ONNX Runtime.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or was not exported by Transfer.</exception>
    public static ModelMetadata ReadMetadata(string path) => ModelMetadata.Read(ModelReader.Read(path).Metadata(), path);

    /// <summary>Predicts a batch.</summary>
    /// <param name="images">Preprocessed images <c>[count, 3, ImageSize, ImageSize]</c>, or rows <c>[count, Features]</c>.</param>
    /// <param name="count">The number of images or rows.</param>
    /// <returns>
    /// Probabilities of the classes <c>[count, K]</c>, also for two classes, or margins when the model was trained with a hinge loss, the
    /// largest of which is the predicted class; probabilities of labels, or values, <c>[count, K]</c>.
    /// </returns>
    /// <exception cref="InvalidDataException">ONNX Runtime cannot run the file.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public float[] Predict(Memory<float> images, int count) => Named(Run(images, count), count, Metadata);

    /// <summary>
    /// Predicts a batch on the calling thread of the processor, with the convolutions that features are extracted with; many such calls at
    /// once are faster than <see cref="Predict"/>, which is faster for a single image.
    /// </summary>
    /// <inheritdoc cref="Predict"/>
    public float[] PredictSequential(Memory<float> images, int count)
    {
        using var use = _uses.Begin();
        return Named(Run(_sequential.Value.Session, images, count), count, Metadata);
    }

    /// <inheritdoc/>
    public void Dispose() => _uses.Dispose();

    /// <summary>The output as it is in the file.</summary>
    private float[] Run(Memory<float> images, int count)
    {
        using var use = _uses.Begin();
        return Run(_session, images, count);
    }

    private float[] Run(InferenceSession session, Memory<float> images, int count)
    {
        long size = Metadata.ImageSize;
        if (RunsOneByOne && count > 1)
        {
            var length = Metadata.Features ?? (int)(3 * size * size);
            return [.. Enumerable.Range(0, count).SelectMany(i => Run(session, images[(i * length)..], 1))];
        }

        try
        {
            long[] shape = Metadata.Features is { } features ? [count, features] : [count, 3, size, size];
            var outputs = Run(session, images, shape, _output.Name);
            return outputs.Length == (long)count * _output.Count ? outputs : throw new InvalidDataException(
                $"'{_path}' returns {outputs.Length:N0} numbers for {count:N0} samples; expected {_output.Count:N0} for each, as it says "
                + "itself. Export the model again.");
        }
        catch (OnnxRuntimeException exception)
        {
            throw Failed(_path, "run", exception);
        }
    }

    /// <summary>An output of an exported network for an input of some shape; values behind it are ignored.</summary>
    internal static float[] Run<T>(InferenceSession session, Memory<T> values, long[] shape, string name)
        where T : unmanaged
    {
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values[..(int)shape.Product()], shape);
        using var options = new RunOptions();
        using var results = session.Run(options, session.InputNames, [input], [name]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>Both outputs for two classes where there is one alone, that of the second.</summary>
    internal static float[] Named(ReadOnlySpan<float> outputs, int count, ModelMetadata metadata)
    {
        if (metadata.Targets != TargetKind.Classes || outputs.Length != count || metadata.Classes.Count != 2)
        {
            return outputs.ToArray();
        }

        var named = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            (named[2 * i], named[(2 * i) + 1]) =
                (metadata.OutputActivation == OutputActivation.Linear ? -outputs[i] : 1 - outputs[i], outputs[i]);
        }

        return named;
    }

    private void Free()
    {
        if (_sequential.IsValueCreated)
        {
            _sequential.Value.Dispose();
        }

        _session.Dispose();
    }

    private static SequentialSession OpenSequential(string path, Device device)
    {
        try
        {
            return new SequentialSession(OnnxGraph.Load(path), device);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Failed(path, "load", exception);
        }
    }

    private static InferenceSession Open(ModelProto model, ModelMetadata metadata, string path, Device device)
    {
        using var options = device.CreateSessionOptions();
        try
        {
            if (metadata.Input == ModelInput.Tensor)
            {
                return new InferenceSession(path, options);
            }

            // Images come here as the network takes them, in batches and without those nodes.
            ImageFront.Remove(model);
            return new InferenceSession(model.ToByteArray(), options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw Failed(path, "load", exception);
        }
    }

    internal static InvalidDataException Failed(string path, string verb, OnnxRuntimeException exception) =>
        new($"ONNX Runtime cannot {verb} '{path}': {exception.Message.Split('\n')[0]}", exception);
}
