using Microsoft.ML.OnnxRuntime;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline;

/// <summary>
/// Runs an exported file on the golden vectors that it holds, and compares with what the trainer gave for them: whether this machine, this
/// device and this version of ONNX Runtime compute it as it was meant.
/// </summary>
/// <example>
/// <code>
/// var result = ModelVerification.Run(new VerifyOptions { Model = "runs/first" });
/// Console.WriteLine(result.IsTrusted ? "ok" : result.ToString());
/// </code>
/// </example>
public static class ModelVerification
{
    /// <summary>Verifies a file.</summary>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, was not exported by Transfer, or by a version that wrote no golden vectors.
    /// </exception>
    /// <exception cref="NotSupportedException">The device is not there.</exception>
    public static VerifyResult Run(VerifyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var (path, device) = (RunFolder.ModelOf(options.Model), Device.Resolve(options.Device));
        var metadata = ExportedModel.ReadMetadata(path);
        var golden = GoldenOf(metadata, path);
        var outputs = Outputs(path, golden, metadata, device);
        if (outputs.Length != golden.Outputs.Length)
        {
            throw new InvalidDataException(
                $"'{path}' gives {outputs.Length} numbers for its golden vectors; expected {golden.Outputs.Length}. Export it again.");
        }

        var worst = OutputDifference.Of(outputs, golden.Outputs, golden.Units(metadata.OutputActivation));
        var columns = outputs.Length / golden.Count;
        return new VerifyResult
        {
            Path = path,
            Device = device.ToString(),
            Runtime = ConvBase.RuntimeVersion,
            Count = golden.Count,
            Difference = worst.Largest,
            Tolerance = golden.Tolerance,
            Sample = worst.Index / columns,
            Name = metadata.Classes[worst.Index % columns],
            Actual = worst.Actual,
            Expected = worst.Expected,
        };
    }

    /// <summary>The golden vectors of a file as JSON.</summary>
    internal static string GoldenTextOf(string path) => GoldenOf(ExportedModel.ReadMetadata(path), path).ToText();

    private static GoldenVectors GoldenOf(ModelMetadata metadata, string path) => metadata.Golden ?? throw new InvalidDataException(
        $"'{path}' holds no golden vectors: an earlier version of Transfer wrote it. Export the run again to verify it.");

    private static float[] Outputs(string path, GoldenVectors golden, ModelMetadata metadata, Device device)
    {
        if (golden.Type == GoldenVectors.Images && metadata.Input == ModelInput.Tensor)
        {
            using var model = ExportedModel.Load(path, device);
            return model.Predict(Prepared(golden, metadata), golden.Count);
        }

        using var options = device.CreateSessionOptions();
        try
        {
            // The file as anyone runs it, with its own nodes for images.
            using var session = new InferenceSession(path, options);
            return golden.Run(session);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException($"ONNX Runtime cannot run '{path}': {exception.Message.Split('\n')[0]}", exception);
        }
    }

    /// <summary>The images as a network takes them.</summary>
    private static float[] Prepared(GoldenVectors golden, ModelMetadata metadata)
    {
        var loader = new ImageLoader(Preprocessing.Parse(metadata.Preprocessing), metadata.ImageSize);
        var (height, width) = (golden.Shape[1], golden.Shape[2]);
        return [.. golden.Unpack().Chunk(height * width * 3).SelectMany(rgb =>
        {
            var prepared = new float[loader.ValueCount];
            loader.LoadPixels(new PixelData(RgbPixels.Opaque(rgb), width, height, PixelLayout.Rgba), prepared);
            return prepared;
        })];
    }
}
