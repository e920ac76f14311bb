using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Tests.Models;

/// <summary>Temperature and threshold in an exported file.</summary>
public sealed class AdjustedOutputTests : IDisposable
{
    private const int Rows = 40;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, OutputActivation.Sigmoid, 3.0)]
    [InlineData(1, OutputActivation.Sigmoid, 0.3)]
    [InlineData(2, OutputActivation.Softmax, 2.0)]
    [InlineData(4, OutputActivation.Softmax, 0.5)]
    public void A_temperature_divides_the_logits(int outputs, OutputActivation activation, double temperature)
    {
        using var head = NewHead(outputs, activation);
        var metadata = Metadata(head, Math.Max(2, outputs));
        var (plain, tempered) = (Run(head, metadata), Run(head, metadata with { Temperature = temperature }));
        var expected = Tempering.Apply(plain.Probabilities, Rows, temperature);
        Assert.InRange(Divergence.Of(tempered.Probabilities, expected), 0, 1e-5f);
        Assert.InRange(Divergence.Of(tempered.Probabilities, plain.Probabilities), 0.01f, 1);
        Assert.Equal(plain.Labels, tempered.Labels);
    }

    [Fact]
    public void A_threshold_decides_the_label_and_what_is_predicted()
    {
        using var head = NewHead(1, OutputActivation.Sigmoid);
        var metadata = Metadata(head, 2) with { Threshold = 0.7f };
        var (probabilities, labels) = Run(head, metadata);
        string[] expected = [.. Enumerable.Range(0, Rows).Select(i => probabilities[(2 * i) + 1] > 0.7f ? "1" : "0")];
        Assert.Equal(expected, labels);
        var between = Enumerable.Range(0, Rows).First(i => probabilities[(2 * i) + 1] is > 0.5f and < 0.7f);
        Assert.Equal("0", labels[between]);
        var prediction = Prediction.Of(metadata, "", probabilities.AsSpan(2 * between, 2));
        Assert.Equal("0", prediction.Class);
        Assert.Equal(probabilities[2 * between], prediction.Probability, 1e-6);
        Assert.Equal(0.7f, ExportedModel.ReadMetadata(_folder.File("model.onnx")).Threshold);
    }

    [Fact]
    public void Both_are_taken_only_where_the_validation_samples_show_that_they_help()
    {
        // Nine gained and none lost is no chance (p = 0.004), three gained are (p = 0.25).
        Assert.Equal(new Adjustment(1, 0.3f), Helping([[90, 0], [9, 91]], [[90, 0], [0, 100]], 1));
        Assert.Null(Helping([[90, 0], [3, 97]], [[90, 0], [0, 100]], 1));
        Assert.Equal(new Adjustment(1.5, null), Helping([[90, 0], [3, 97]], [[90, 0], [0, 100]], 1.5));
        Assert.Null(Adjustment.Helping(null, null));

        static Adjustment? Helping(int[][] plain, int[][] adjusted, double temperature) => Adjustment.Helping(
            Result(plain), Result(adjusted) with { Threshold = 0.3f, Calibration = new Calibration(temperature, 0.1, 0.05) });

        static EvaluationResult Result(int[][] counts) => new() { Count = 1, Loss = 0, Metrics = [], ConfusionMatrix = counts };
    }

    [Theory]
    [InlineData("transfer.temperature", "-1", "a number above 0.")]
    [InlineData("transfer.threshold", "1.5", "a number above 0 and below 1.")]
    public void Wrong_metadata_are_a_sentence(string key, string value, string expected)
    {
        var model = ModelReader.Read(ExportedModels.OfImages(_folder.File("model.onnx")));
        model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        var path = model.Save(_folder, "wrong.onnx");
        Assert.Contains($"{key} = {value}; expected {expected}",
            Assert.Throws<InvalidDataException>(() => ExportedModel.ReadMetadata(path)).Message, StringComparison.Ordinal);
    }

    private static Head NewHead(int outputs, OutputActivation activation)
    {
        var scaling = new FeatureScaling(new float[4], [1, 1, 1, 1]);
        return new Head(scaling, activation, outputs, new HeadOptions { Layers = "dense:8,relu" }, seed: 3);
    }

    private static ModelMetadata Metadata(Head head, int classes) => new()
    {
        Classes = [.. Enumerable.Range(0, classes).Select(i => $"{i}")],
        Targets = TargetKind.Classes,
        Preprocessing = "",
        ImageSize = 0,
        Features = head.Features,
        OutputActivation = head.OutputActivation,
        Origin = "test",
    };

    private (float[] Probabilities, string[] Labels) Run(Head head, ModelMetadata metadata)
    {
        var (random, rows) = (new SeededRandom(4), new float[Rows * head.Features]);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)random.Normal(0, 3);
        }

        OnnxExporter.ExportTable(head, metadata).Save(_folder.File("model.onnx"));
        using var session = new InferenceSession(_folder.File("model.onnx"));
        using var input = OrtValue.CreateTensorValueFromMemory(rows, [Rows, head.Features]);
        using var options = new RunOptions();
        using var results = session.Run(options, session.InputNames, [input], ["probabilities", "label"]);
        return (results[0].GetTensorDataAsSpan<float>().ToArray(), results[1].GetStringTensorAsArray());
    }
}
