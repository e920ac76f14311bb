namespace Transfer.Pipeline;

/// <summary>Predicts the rows of a table with a <c>model.onnx</c> that was trained on one.</summary>
/// <remarks>
/// Thread-safe. It can be disposed while other threads use it: batches that have begun complete, and enumerations then end with
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed class TableClassifier : IDisposable
{
    private const int BatchSize = 512;

    private readonly ExportedModel _model;
    private readonly UseCount _uses;

    private TableClassifier(ExportedModel model) => (_model, _uses) = (model, new UseCount(this, model.Dispose));

    /// <summary>The names of the classes, labels or values, in the order of the outputs.</summary>
    public IReadOnlyList<string> Classes => _model.Metadata.Classes;

    /// <summary>Whether those are classes, labels or values.</summary>
    public TargetKind Targets => _model.Metadata.Targets;

    /// <summary>The number of features of a row.</summary>
    public int Features => _model.Metadata.Features!.Value;

    /// <summary>Opens an exported file.</summary>
    /// <param name="path">A <c>model.onnx</c>.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <returns>Null for a model of images.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or was not exported by Transfer.</exception>
    public static TableClassifier? TryLoad(string path, string device = "auto") =>
        ExportedModel.ReadMetadata(path).Features is null ? null : new TableClassifier(ExportedModel.Load(path, Device.Resolve(device)));

    /// <summary>Predicts the rows of a file.</summary>
    /// <param name="file">
    /// A <c>.npy</c> or IDX file, or a CSV whose columns are the features in their order, each also as <c>.gz</c>; or a Parquet or Arrow
    /// file as an extraction writes it, without its rows that have no features.
    /// </param>
    /// <returns>In the order of the file, with the number of the row, from 1, behind the file's name.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read, or its rows have another length.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    public IEnumerable<Prediction> Predict(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _uses.ThrowIfDisposed();
        var rows = TableFiles.ReadFeatures(file);
        return rows.RowLength == Features ? PredictRows(file, rows.Values) : throw new InvalidDataException(
            $"The rows of '{file}' have {rows.RowLength:N0} values; expected {Features:N0}, as in training. "
            + "Leave out columns that are no features.");
    }

    /// <inheritdoc/>
    public void Dispose() => _uses.Dispose();

    private IEnumerable<Prediction> PredictRows(string file, float[] values)
    {
        var count = values.Length / Features;
        for (var start = 0; start < count; start += BatchSize)
        {
            var some = Math.Min(BatchSize, count - start);
            var outputs = Outputs(values.AsMemory(start * Features, some * Features), some);
            for (var i = 0; i < some; i++)
            {
                _uses.ThrowIfDisposed();
                yield return Prediction.Of(_model.Metadata, $"{file}:{start + i + 1}", outputs.AsSpan(i * Classes.Count, Classes.Count));
            }
        }
    }

    private float[] Outputs(Memory<float> rows, int count)
    {
        using var use = _uses.Begin();
        return _model.Predict(rows, count);
    }
}
