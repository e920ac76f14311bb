namespace Transfer.Pipeline.Features;

/// <summary>One file on its way through an extraction, until its outcome is known.</summary>
/// <param name="file">The file.</param>
/// <param name="views">How many views are wanted.</param>
internal sealed class PendingFile(ListedFile file, int views)
{
    private readonly Lock _lock = new();
    private ReadOnlyMemory<float>[]? _features;
    private List<PendingFile>? _copies;
    private int _missing;
    private volatile bool _isDone;

    public ListedFile File => file;

    /// <summary>The hash of its content; only meaningful once it has been read or recognised.</summary>
    public ContentHash Hash { get; set; }

    /// <summary>What became of it, once it is done.</summary>
    public FileOutcome Outcome { get; private set; } = FileOutcome.Ok;

    /// <summary>How many rows were computed for it just now.</summary>
    public int Computed { get; private set; }

    /// <summary>Whether another file with the same bytes was computed just now.</summary>
    public bool IsCopy { get; private set; }

    public bool IsDone => _isDone;

    /// <summary>The features of one of the views, where they were computed just now and are kept in memory; else empty.</summary>
    public ReadOnlyMemory<float> Features(int index) => _features is null ? default : _features[index];

    /// <summary>Says that these many rows will be computed.</summary>
    public void Expect(int rows) => _missing = rows;

    /// <summary>Notes what one view gave. A fault stays noted.</summary>
    public void Note(FileOutcome outcome)
    {
        lock (_lock)
        {
            Outcome = Outcome.IsOk ? outcome : Outcome;
        }
    }

    /// <summary>Receives a row that was computed; the last of them finishes the file.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Complete(int index, ReadOnlyMemory<float> features)
    {
        lock (_lock)
        {
            (_features ??= new ReadOnlyMemory<float>[views])[index] = features;
            Computed += Outcome.IsOk ? 1 : 0;
            if (--_missing > 0)
            {
                return false;
            }
        }

        Finish();
        return true;
    }

    /// <summary>The outcome is known, and no more rows will come.</summary>
    public void Finish(FileOutcome outcome)
    {
        Outcome = outcome;
        Finish();
    }

    /// <summary>Gets the outcome and the rows of the first file with the same bytes, as soon as they are known.</summary>
    public void Follow(PendingFile first)
    {
        lock (first._lock)
        {
            if (!first._isDone)
            {
                (first._copies ??= []).Add(this);
                return;
            }
        }

        CopyFrom(first);
    }

    private void CopyFrom(PendingFile first)
    {
        (Outcome, IsCopy) = (first.Outcome, first.Computed > 0);
        _features = first._features;
        Finish();
    }

    private void Finish()
    {
        List<PendingFile>? copies;
        lock (_lock)
        {
            _isDone = true;
            (copies, _copies) = (_copies, null);
        }

        copies?.ForEach(copy => copy.CopyFrom(this));
    }
}
