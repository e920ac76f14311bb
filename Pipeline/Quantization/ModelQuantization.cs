using Google.Protobuf;
using Transfer.Models.Onnx;
using Transfer.Models.Quantization;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline.Quantization;

/// <summary>
/// Makes a smaller file of a run's <c>model.onnx</c>, measures both on the validation images, and keeps it only if it loses little.
/// </summary>
/// <example>
/// <code>
/// var result = ModelQuantization.Run(new QuantizeOptions { Run = "runs/pets", MaxLoss = 0.5 });
/// Console.WriteLine($"{result.Bytes} bytes, {result.Difference}");
/// </code>
/// </example>
public static class ModelQuantization
{
    // Of the outputs: rounded weights move them a little, and processors round sums of 8 bits differently.
    private const float Tolerance16 = 0.01f;
    private const float Tolerance8 = 0.05f;

    /// <summary>Writes the file.</summary>
    /// <param name="options">Which run, and how much may be lost.</param>
    /// <param name="progress">Receives progress updates, on the calling thread.</param>
    /// <param name="cancellation">Stops before the file is written.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The run, its <c>model.onnx</c> or its images are missing, or the file cannot be written.</exception>
    /// <exception cref="InvalidDataException">More would be lost than is allowed, or the run is one of a table.</exception>
    /// <exception cref="NotSupportedException">The network cannot be quantized.</exception>
    public static QuantizeResult Run(
        QuantizeOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var context = RunContext.Of(progress, cancellation: cancellation).In(Stages.Quantizing);
        var source = QuantizationSource.Open(options, context);
        return options.Precision == ModelPrecision.Float16 ? Float16(source, options) : Int8(source, options, context);
    }

    private static QuantizeResult Float16(QuantizationSource source, QuantizeOptions options)
    {
        var model = source.Model.Clone();
        GraphFolding.Fold(model.Graph);
        var file = Float16Weights.Store(model);
        using var small = QuietSession.Open(QuantizedNetwork.Network(file));
        var result = source.Compare(small);
        return Keep(source, file, result, options, Tolerance16);
    }

    private static QuantizeResult Int8(QuantizationSource source, QuantizeOptions options, RunContext context)
    {
        var model = source.Model.Clone();
        NewOpset.Raise(model);
        GraphFolding.Fold(model.Graph);
        var images = source.Runs.Load(source.CalibrationSamples(options.CalibrationImages)).ConvertAll(pair => pair.Values);
        context.Say($"Ranges are measured on {images.Count:N0} training images.");
        var network = new QuantizedNetwork(model, source.Metadata, source.Runs, images, context.Cancellation);
        var method = options.Calibration
            ?? Enum.GetValues<CalibrationMethod>().MinBy(m => network.Change(network.Layers, m));
        List<string> layers = [.. network.Layers];
        List<string>? sensitive = null;
        while (true)
        {
            using var small = network.Open(layers, method);
            var result = source.Compare(small);
            var loss = Loss(result);
            context.Say($"{layers.Count} layers in 8 bits, ranges by {method.ToString().ToLowerInvariant()}: "
                + $"{result.Metric.Name} {result.Metric}, loss {Text(loss)}.");
            if (loss <= options.MaxLoss || layers.Count <= 1)
            {
                return Keep(source, network.File(layers, method), result with
                {
                    Calibration = method,
                    Layers = layers.Count,
                    FloatLayers = [.. network.Layers.Except(layers)],
                }, options, Tolerance8);
            }

            // The most sensitive first; twice as many each time.
            sensitive ??= [.. network.Layers.OrderByDescending(layer => network.Change([layer], method))];
            var count = Math.Max(1, 2 * (network.Layers.Count - layers.Count));
            layers = [.. network.Layers.Except(sensitive.Take(Math.Min(count, network.Layers.Count - 1)))];
        }
    }

    private static QuantizeResult Keep(
        QuantizationSource source, ModelProto file, QuantizeResult result, QuantizeOptions options, float tolerance)
    {
        var loss = Loss(result);
        if (!(loss <= options.MaxLoss))
        {
            throw new InvalidDataException(
                $"The smaller file loses {Text(loss)} of {result.Metric.Name} on {result.Difference.Total:N0} validation images "
                + $"({result.Metric}; {result.FloatMetric} in 32 bits), and at most {Text(options.MaxLoss)} is allowed. It was not kept; "
                + $"'{source.Path}' is as it was. Allow a larger loss, or use that file.");
        }

        Sign(file, source.Metadata, result, tolerance);
        FileReplacement.Write(result.Path, stream => file.WriteTo(stream));
        return result with { Bytes = new FileInfo(result.Path).Length, FloatBytes = new FileInfo(source.Path).Length };
    }

    /// <summary>Says in the metadata what was done, and how far the golden outputs may be off.</summary>
    private static void Sign(ModelProto file, ModelMetadata metadata, QuantizeResult result, float tolerance)
    {
        var facts = new Dictionary<string, string>(metadata.Facts)
        {
            ["precision"] = result.Calibration is { } method
                ? $"{result.Layers} layers in 8 bits, ranges by {method.ToString().ToLowerInvariant()}" : "weights in 16 bits",
            ["precision_loss"] = $"{result.Metric.Name} {result.Metric}, and {result.FloatMetric} in 32 bits",
        };
        var changed = metadata with { Facts = facts };
        if (metadata.Golden is { } golden)
        {
            changed = changed with { Golden = golden with { Tolerance = tolerance } };
        }

        if (changed.Golden is { } rounded && result.Calibration is not null && metadata.Input == ModelInput.Image)
        {
            // Steps of 8 bits are no fault of a machine, so it is compared with what they give here.
            using var session = QuietSession.Open(file);
            changed = changed with { Golden = rounded.With(rounded.Run(session)) };
        }

        file.MetadataProps.Clear();
        file.MetadataProps.AddRange(changed.ToProperties().Select(p => new StringStringEntryProto { Key = p.Key, Value = p.Value }));
    }

    /// <summary>Points of the main metric; of values, percent of the error.</summary>
    private static double Loss(QuantizeResult result) => result.Metric.Name is "mae" or "rmse"
        ? 100 * ((result.Metric.Value / result.FloatMetric.Value) - 1)
        : 100 * (result.FloatMetric.Value - result.Metric.Value);

    private static string Text(double points) => FormattableString.Invariant($"{points:0.##} points");
}
