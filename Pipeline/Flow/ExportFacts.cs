using System.Text.Json;
using System.Text.Json.Nodes;

namespace Transfer.Pipeline;

/// <summary>What an exported file says of the run that it comes from.</summary>
/// <param name="Record">The run, trained.</param>
/// <param name="Measured">Its figures, as <c>evaluation.json</c> has them.</param>
/// <param name="Samples">The SHA-256 of the list of its samples: of <c>samples.csv</c>, or of the tables.</param>
internal sealed record ExportFacts(RunRecord Record, IReadOnlyDictionary<string, EvaluationResult> Measured, string Samples)
{
    // Those of the system are no facts of the model.
    private static readonly string[] Libraries = ["transfer", "onnxruntime", "torchsharp", "loader"];

    /// <summary>Whether the file shows images of the run.</summary>
    public bool WithSamples { get; init; }

    /// <summary>
    /// Whether batch normalization goes into the convolutions before it. The file of a run folder keeps the tensors of the backbone, so
    /// that the run can be opened again from it.
    /// </summary>
    public bool IsFolded { get; init; }

    private EvaluationResult? Validation => Measured.GetValueOrDefault(SplitNames.Validation);

    /// <summary>Reads what a run folder has.</summary>
    public static ExportFacts Of(RunFolder run, RunRecord record)
    {
        var samples = File.Exists(run.SamplesPath)
            ? ContentHash.OfFile(run.SamplesPath).ToString()
            : string.Join(' ', record.Tables.Values);
        return new ExportFacts(record, run.ReadEvaluation(), samples);
    }

    /// <summary>
    /// Adds the facts to the metadata of a file; with temperature and threshold where validation shows that they help, unless the outputs
    /// are to be raw.
    /// </summary>
    public ModelMetadata AddTo(ModelMetadata metadata)
    {
        metadata = metadata with { Facts = ToTexts() };
        var adjusted = Measured.GetValueOrDefault(SplitEvaluation.AdjustedName(SplitNames.Validation));
        return Record.Options.RawOutputs || Adjustment.Helping(Validation, adjusted) is not { } helping ? metadata
            : metadata with { Temperature = helping.Temperature, Threshold = helping.Threshold };
    }

    /// <summary>The facts as texts of the file's metadata.</summary>
    private Dictionary<string, string> ToTexts()
    {
        var texts = new Dictionary<string, string>
        {
            ["run"] = Record.WeightsSha256 ?? "",
            ["task"] = Record.Task,
            ["data_sha256"] = Samples,
            ["data_counts"] = JsonSerializer.Serialize(Record.Samples),
            ["versions"] = JsonSerializer.Serialize(Record.Versions.Where(v => Libraries.Contains(v.Key)).ToDictionary()),
        };
        if (Record.Backbone is { } backbone)
        {
            texts["preprocessing_text"] = PreprocessingWords.Of(Preprocessing.Parse(Record.Preprocessing), Record.ImageSize);
            texts["backbone_licence"] = backbone.Licence;
        }

        if (Validation is { } measured)
        {
            texts["validation"] = JsonSerializer.Serialize(new
            {
                count = measured.Count,
                metrics = new JsonObject(measured.Metrics.Where(m => double.IsFinite(m.Value)).Select(ToJson)),
            });
        }

        return texts;
    }

    /// <summary>The value with the ends of its interval, where it has one.</summary>
    private static KeyValuePair<string, JsonNode?> ToJson(Metric metric) => new(
        metric.Name, new JsonArray([.. new[] { metric.Value, metric.Low, metric.High }.Where(double.IsFinite).Select(v => (JsonNode)v)]));
}
