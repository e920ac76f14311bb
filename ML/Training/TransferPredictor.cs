using System.Text.Json;

namespace Transfer.ML;

/// <summary>Adds the scores of a trained classifier to rows.</summary>
internal sealed class TransferPredictor : RowTransformer, ISingleFeaturePredictionTransformer<TransferModel>
{
    private readonly PredictorSettings _settings;
    private readonly Scorer _scorer;
    private readonly string _file;

    /// <param name="file">The file of the scorer; it becomes the predictor's own.</param>
    private TransferPredictor(PredictorSettings settings, TransferModel model, Scorer scorer, string file) =>
        (_settings, Model, _scorer, _file) = (settings, model, scorer, file);

    public TransferModel Model { get; }

    public string FeatureColumnName => _settings.Feature;

    public DataViewType FeatureColumnType => _scorer.Type;

    protected override LoaderName Loader => LoaderName.Predictor;

    /// <param name="onnx">A head, or a whole network.</param>
    /// <param name="images">Makes the features that a head takes; null where the column has them. Becomes its own.</param>
    public static TransferPredictor Of(PredictorSettings settings, byte[] onnx, FeatureTransformer? images)
    {
        var path = ModelFiles.Write(onnx);
        var isNetwork = ExportedModel.ReadMetadata(path).Features is null;
        var model = new TransferModel(settings.Classes, onnx);
        if (!isNetwork)
        {
            return new TransferPredictor(settings, model, new HeadScorer(ExportedModel.Load(path, Device.Resolve("cpu")), images), path);
        }

        var network = ImageClassifier.Load(path, new ClassifierOptions { Device = settings.Options.Features.Device });
        // Its classes are in the order of their names, without blanks around them.
        var names = settings.Classes.Select(c => c.Trim()).ToList();
        return new TransferPredictor(
            settings with { Present = [.. network.Classes.Select(c => names.IndexOf(c))] }, model,
            new NetworkScorer(network, settings.Options), path);
    }

    /// <param name="bytes">What <see cref="ToBytes"/> gave.</param>
    public static TransferPredictor FromBytes(IHostEnvironment environment, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var settings = JsonSerializer.Deserialize<PredictorSettings>(reader.ReadBytes(reader.ReadInt32()))!;
        var onnx = reader.ReadBytes(bytes.Length);
        var images = settings.Images is { } own ? FeatureTransformer.Loaded(environment, own) : null;
        return Of(settings, onnx, images);
    }

    protected override AddedColumns Add(DataViewSchema schema, IDataView? view)
    {
        ThrowIfDisposed();
        var column = Columns.Find(schema, FeatureColumnName, "features");
        if (!_scorer.Takes(column.Type))
        {
            throw new ArgumentException(
                $"The column '{column.Name}' is {column.Type}; expected {_scorer.Type}, as in training.");
        }

        var (classes, present, isBinary) = (_settings.Classes.Count, _settings.Present, _settings.IsBinary);
        return new AddedColumns(column, ScoreColumns.Of(_settings.Classes, isBinary), () =>
        {
            var bind = _scorer.Bind(column, view);
            return row =>
            {
                var (score, outputs) = (bind(row), new float[present.Count]);
                return ScoreColumns.Getters(row, classes, isBinary, probabilities =>
                {
                    score(outputs);
                    for (var i = 0; i < outputs.Length; i++)
                    {
                        probabilities[present[i]] = outputs[i];
                    }
                });
            };
        });
    }

    protected override byte[] ToBytes()
    {
        var images = (_scorer as HeadScorer)?.Images?.FixedSettings();
        var settings = JsonSerializer.SerializeToUtf8Bytes(_settings with { Images = images });
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
        {
            writer.Write(settings.Length);
            writer.Write(settings);
            writer.Write(Model.Onnx);
        }

        return memory.ToArray();
    }

    protected override void Close()
    {
        _scorer.Dispose();
        ModelFiles.Delete(_file);
    }
}
