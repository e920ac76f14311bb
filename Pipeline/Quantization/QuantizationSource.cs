using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Models.Quantization;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline.Quantization;

/// <summary>The file of 32 bits with the images of its run.</summary>
internal sealed class QuantizationSource
{
    private readonly RunRecord _record;
    private readonly QuantizeOptions _options;
    private readonly ImageDataset _images;

    private QuantizationSource(RunFolder run, RunRecord record, QuantizeOptions options, RunContext context)
    {
        (_record, _options, Path) = (record, options, RunFolder.ModelOf(options.Run));
        Model = ModelReader.Read(Path);
        Metadata = ModelMetadata.Read(Model.Metadata(), Path);
        Runs = new NetworkRuns(Metadata, context.Cancellation);
        _images = RecordedImages.Read(run, record, options.Data)
            .Find([SplitNames.Train, SplitNames.Validation], HashOf, context);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public ModelProto Model { get; }

    public ModelMetadata Metadata { get; }

    public NetworkRuns Runs { get; }

    public static QuantizationSource Open(QuantizeOptions options, RunContext context)
    {
        var run = RunFolder.Open(options.Run);
        var record = run.ReadRecord();
        return record.Backbone is not null ? new QuantizationSource(run, record, options, context) : throw new InvalidDataException(
            $"'{options.Run}' was trained on a table; its file is a head alone, and small already. Use it as it is.");
    }

    /// <summary>Training images, evenly spread, so that every class is among them.</summary>
    public List<ImageSample> CalibrationSamples(int count)
    {
        var train = _images.Train;
        var most = Math.Min(count, train.Count);
        return [.. Enumerable.Range(0, most).Select(i => train[(int)((long)i * train.Count / most)])];
    }

    /// <summary>Runs the network of 32 bits and a smaller one on the validation images.</summary>
    public QuantizeResult Compare(InferenceSession small)
    {
        using var whole = QuietSession.Open(QuantizedNetwork.Network(Model));
        var (samples, runs) = Runs.Compare(_images.Validation, whole, small);
        if (samples.Count == 0)
        {
            throw new InvalidDataException(
                $"No validation image of '{_options.Run}' can be used. Repair them, or name the folder with them.");
        }

        var (before, after) = (Predicted(samples, runs[0].Outputs), Predicted(samples, runs[1].Outputs));
        var name = _options.Precision == ModelPrecision.Int8 ? "model-int8.onnx" : "model-float16.onnx";
        return new QuantizeResult
        {
            Path = _options.Output ?? System.IO.Path.Combine(_options.Run, name),
            Bytes = 0,
            FloatBytes = 0,
            ImagesPerSecond = runs[1].ImagesPerSecond,
            FloatImagesPerSecond = runs[0].ImagesPerSecond,
            Metric = EvaluationResult.MainMetric(after),
            FloatMetric = EvaluationResult.MainMetric(before),
            Difference = PairedDifference.Of(before, after),
        };
    }

    private Predictions Predicted(List<ImageSample> samples, float[] outputs)
    {
        var task = _record.ToTask();
        // A task with one output for two classes has that of the second.
        float[] own = task.Outputs == 1 && outputs.Length == 2 * samples.Count
            ? [.. outputs.Where((_, i) => i % 2 == 1)] : outputs;
        return new Predictions
        {
            Task = task,
            Names = _record.Classes,
            Samples = [.. samples.Select(s => s.Name ?? s.Path)],
            Outputs = own,
            Targets = [.. samples.SelectMany(s => s.Targets ?? [s.Label])],
        };
    }

    private static ContentHash? HashOf(string path) => File.Exists(path) ? ContentHash.OfFile(path) : null;
}
