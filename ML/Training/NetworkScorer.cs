namespace Transfer.ML;

/// <summary>A network whose upper part was trained, on paths of images.</summary>
internal sealed class NetworkScorer(ImageClassifier network, ImageFeatureOptions options) : Scorer
{
    public override DataViewType Type => TextDataViewType.Instance;

    public override bool Takes(DataViewType type) => type is TextDataViewType;

    public override Func<DataViewRow, Action<float[]>> Bind(DataViewSchema.Column column, IDataView? view)
    {
        var known = view is null ? null : PredictAll(PathColumn.PathsOf(view, column, options.Folder), column.Name);
        return row =>
        {
            var path = PathColumn.Resolver(row, column, options.Folder);
            return outputs =>
            {
                var file = path();
                (known?.GetValueOrDefault(file) ?? Outputs(Predict([file]).Single(), column.Name, null)).CopyTo(outputs, 0);
            };
        };
    }

    public override void Dispose() => network.Dispose();

    /// <summary>The outputs for all paths: a network runs long, and rows may be read several times.</summary>
    private Dictionary<string, float[]> PredictAll(Dictionary<string, long> rows, string column) =>
        rows.Keys.Zip(Predict([.. rows.Keys])).ToDictionary(p => p.First, p => Outputs(p.Second, column, rows[p.First]));

    /// <summary>The prediction of each file; a classifier does not take files that are not there.</summary>
    private IEnumerable<Prediction> Predict(IReadOnlyList<string> files)
    {
        using var found = network.Predict(files.Where(File.Exists)).GetEnumerator();
        foreach (var file in files)
        {
            yield return !File.Exists(file) ? new Prediction { Path = file, Error = "there is no such file" }
                : found.MoveNext() ? found.Current
                : throw new InvalidDataException($"'{file}' was not predicted. Transform the data again.");
        }
    }

    private float[] Outputs(Prediction prediction, string column, long? row)
    {
        if (prediction.Error is null)
        {
            return [.. network.Classes.Select(c => (float)prediction.Probabilities[c])];
        }

        return options.BadImages == BadImages.MissingValues ? [.. network.Classes.Select(_ => float.NaN)]
            : throw new InvalidDataException($"The image '{prediction.Path}'{(row is null ? "" : $" in row {row:N0}")} of the column "
                + $"'{column}' cannot be used: {prediction.Error}. Repair or remove it, or choose {nameof(BadImages)}."
                + $"{nameof(BadImages.MissingValues)} in the options.");
    }
}
