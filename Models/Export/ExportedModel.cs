using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>An exported <c>model.onnx</c> in ONNX Runtime, with what it says of itself.</summary>
public sealed class ExportedModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _inputName;

    private ExportedModel(InferenceSession session, ModelMetadata metadata)
    {
        _session = session;
        _inputName = session.InputMetadata.Keys.Single();
        Metadata = metadata;
    }

    /// <summary>Classes, preprocessing, image size.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>Opens an exported file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or was not exported by Transfer.</exception>
    public static ExportedModel Load(string path, Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        // Reading the protobuf first gives a sentence for every kind of wrong file.
        _ = ModelReader.Read(path);
        using var options = device.CreateSessionOptions();
        InferenceSession session;
        try
        {
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"ONNX Runtime cannot load '{path}': {exception.Message.Split('\n')[0]}", exception);
        }

        try
        {
            return new ExportedModel(session, ModelMetadata.Read(session.ModelMetadata.CustomMetadataMap, path));
        }
        catch (InvalidDataException)
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>What an exported file says of itself, without opening it in ONNX Runtime.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not ONNX, is damaged, or was not exported by Transfer.</exception>
    public static ModelMetadata ReadMetadata(string path) => ModelMetadata.Read(ModelReader.Read(path).MetadataProps.ToDictionary(p => p.Key, p => p.Value), path);

    /// <summary>Predicts a batch.</summary>
    /// <param name="images">Normalised images <c>[count, 3, ImageSize, ImageSize]</c>, or rows <c>[count, Features]</c>.</param>
    /// <param name="count">How many images or rows.</param>
    /// <returns>
    /// Probabilities <c>[count, classes]</c>, also for two classes, or margins where a hinge loss was learnt, the largest of which decides; probabilities of
    /// labels or values, <c>[count, K]</c>.
    /// </returns>
    public float[] Predict(Memory<float> images, int count)
    {
        var outputs = Run(images, count);
        // One output is that of the second of two classes.
        return Metadata.Targets == TargetKind.Classes && outputs.Length == count && Metadata.Classes.Count == 2
            ? [.. outputs.SelectMany(p => new[] { Metadata.OutputActivation == OutputActivation.Linear ? -p : 1 - p, p })]
            : outputs;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <summary>The raw output: <c>[count, 1]</c> or <c>[count, classes]</c>.</summary>
    internal float[] Run(Memory<float> images, int count)
    {
        long size = Metadata.ImageSize;
        long[] shape = Metadata.Features is { } features ? [count, features] : [count, 3, size, size];
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, images[..(int)shape.Aggregate(1L, (product, dim) => product * dim)], shape);
        using var options = new RunOptions();
        using var results = _session.Run(options, [_inputName], [input], [OnnxExporter.OutputName]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
