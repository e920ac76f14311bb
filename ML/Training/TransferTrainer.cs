namespace Transfer.ML;

/// <summary>Trains a head on features or images, or the upper part of a network, and gives what predicts with it.</summary>
internal sealed class TransferTrainer : IEstimator<ISingleFeaturePredictionTransformer<TransferModel>>
{
    private readonly IHostEnvironment _environment;
    private readonly TransferLearningOptions _options;
    private readonly bool _isBinary;
    private readonly CancellationToken _cancellation;
    private readonly SharedExtractor _extractor;

    public TransferTrainer(
        IHostEnvironment environment, TransferLearningOptions options, bool isBinary, CancellationToken cancellation)
    {
        (_environment, _options, _isBinary, _cancellation) = (environment, options, isBinary, cancellation);
        _extractor = new SharedExtractor(options.Images.Features, null);
    }

    public ISingleFeaturePredictionTransformer<TransferModel> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (label, features) = Find(input.Schema);
        using var log = new LogProgress(_environment, nameof(MulticlassTransferCatalog.TransferLearning));
        var context = new RunContext(log, TimeProvider.System, _cancellation);
        var training = new ClassifierTraining(_options, context);
        var names = LabelColumn.NamesOf(label);
        var settings = new PredictorSettings { Feature = features.Name, IsBinary = _isBinary, Classes = names, Options = _options.Images };
        if (_options.Unfreeze is not null)
        {
            var (classes, images) = ImagesOf(input, label, features, names);
            return TransferPredictor.Of(settings, training.OnImages(classes, images), null);
        }

        var extraction = Columns.AreImages(features.Type) ? Extraction(features.Name) : null;
        try
        {
            var view = extraction?.Transform(input) ?? input;
            var data = TrainingRows.Read(view, view.Schema[label.Name], view.Schema[features.Name], names, out var skipped);
            if (skipped > 0)
            {
                context.Say($"Left out: {skipped:N0} rows without a label or with missing features.");
            }

            int[] present = [.. data.Classes.Select(c => Array.IndexOf(names, c))];
            return TransferPredictor.Of(settings with { Present = present }, training.OnFeatures(data), extraction);
        }
        catch
        {
            extraction?.Dispose();
            throw;
        }
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = Columns.Find(inputSchema, _options.LabelColumnName, "labels");
        Check(LabelColumn.Fault(label.Name, Columns.Describe(label), label.IsKey, label.ItemType is BooleanDataViewType, _isBinary));
        var features = Columns.Find(inputSchema, _options.FeatureColumnName, "features");
        var isVector = features.Kind == SchemaShape.Column.VectorKind.Vector && features.ItemType == NumberDataViewType.Single;
        var areImages = features.Kind == SchemaShape.Column.VectorKind.Scalar && Columns.AreImages(features.ItemType);
        Check(isVector || areImages ? null : Expected(Columns.Describe(features)));
        return Columns.Add(inputSchema, ScoreColumns.Of([bool.FalseString, bool.TrueString], _isBinary));
    }

    /// <summary>The columns of labels and features, checked.</summary>
    private (DataViewSchema.Column Label, DataViewSchema.Column Features) Find(DataViewSchema schema)
    {
        var label = Columns.Find(schema, _options.LabelColumnName, "labels");
        Check(LabelColumn.Fault(
            label.Name, $"{label.Type}", label.Type is KeyDataViewType, label.Type is BooleanDataViewType, _isBinary));
        var features = Columns.Find(schema, _options.FeatureColumnName, "features");
        var isVector = features.Type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Single;
        Check(isVector || Columns.AreImages(features.Type) ? null : Expected($"{features.Type}"));
        Check(_options.Unfreeze is null || features.Type is TextDataViewType ? null
            : $"The network is to be unfrozen from '{_options.Unfreeze}' on, and the column '{features.Name}' has no paths of images but "
                + $"{features.Type}. Give a column of paths, or leave the network frozen.");
        return (label, features);
    }

    private FeatureTransformer Extraction(string column) => new(
        _environment, new FeatureSettings { Input = column, Output = column, Options = _options.Images }, _extractor, _cancellation);

    private static void Check(string? fault)
    {
        if (fault is not null)
        {
            throw new ArgumentException(fault);
        }
    }

    private string Expected(string type) => $"The feature column '{_options.FeatureColumnName}' is {type}; expected a vector of "
        + "numbers of known length, paths of images (text) or images (MLImage).";

    /// <summary>The images of rows with a label, each once.</summary>
    private (string[] Classes, List<(string Path, long Class)> Images) ImagesOf(
        IDataView data, DataViewSchema.Column label, DataViewSchema.Column paths, string[] names)
    {
        var found = new Dictionary<string, long>();
        using (var cursor = data.GetRowCursor([label, paths]))
        {
            var (classOf, pathOf) = (LabelColumn.Getter(cursor, label), PathColumn.Resolver(cursor, paths, _options.Images.Folder));
            while (cursor.MoveNext())
            {
                var (own, path) = (classOf(), pathOf());
                if (own >= 0 && !found.TryAdd(path, own) && found[path] != own)
                {
                    throw new InvalidDataException($"The image '{path}' has the labels '{names[(int)found[path]]}' and '{names[own]}' in "
                        + $"the column '{label.Name}'; expected one. Remove one of the rows.");
                }
            }
        }

        var (classes, labels) = TrainingRows.Present(label.Name, names, [.. found.Values]);
        return (classes, [.. found.Keys.Zip(labels)]);
    }
}
