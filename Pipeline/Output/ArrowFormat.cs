using Apache.Arrow.Ipc;

namespace Transfer.Pipeline;

/// <summary>An Arrow file (also known as Feather version 2): a record batch for each batch of rows.</summary>
internal sealed class ArrowFormat(string path) : IFeatureFormat
{
    private readonly AtomicFile _file = new(path);
    private ArrowFileWriter? _writer;

    public bool HasFixedLists => true;

    public void Begin(FeatureBatch batch)
    {
        _writer = new ArrowFileWriter(_file.Stream, batch.Schema, leaveOpen: true);
        _writer.WriteStart();
    }

    public void Write(FeatureBatch batch)
    {
        if (batch.Count > 0)
        {
            using var rows = batch.ToArrow();
            _writer!.WriteRecordBatch(rows);
        }
    }

    public void Finish()
    {
        _writer!.WriteEnd();
        _file.Commit();
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _file.Dispose();
    }
}
