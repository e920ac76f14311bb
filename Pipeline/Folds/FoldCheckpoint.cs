namespace Transfer.Pipeline;

/// <summary>The scores of the folds that are done while others are not: a run that was stopped or killed goes on behind them.</summary>
/// <remarks>A line for each fold, the first line says what they belong to. A line that a killed program has not finished does not count.</remarks>
internal sealed class FoldCheckpoint : IDisposable
{
    private readonly string _path;
    private readonly Dictionary<(int Repeat, int Fold), FoldScore> _scores = [];
    private readonly Lock _lock = new();
    private readonly StreamWriter _file;

    /// <param name="path">The file.</param>
    /// <param name="identity">A hash of all that has a say in the scores.</param>
    /// <param name="resume">Whether the scores that are there count.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="InvalidDataException">The scores that are there are damaged.</exception>
    public FoldCheckpoint(string path, string identity, bool resume)
    {
        _path = path;
        var text = resume && File.Exists(path) ? File.ReadAllText(path) : "";
        // What is behind the last end of a line was cut off.
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        string[] lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var counts = lines is [var first, ..] && first == identity;
        foreach (var score in counts ? Parse(lines[1..]) : [])
        {
            _scores[(score.Repeat, score.Fold)] = score;
        }

        // What counts stays where it is, whenever the program is killed.
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        stream.SetLength(counts ? whole.Length : 0);
        stream.Seek(0, SeekOrigin.End);
        _file = new StreamWriter(stream) { NewLine = "\n", AutoFlush = true };
        if (!counts)
        {
            _file.WriteLine(identity);
        }
    }

    /// <summary>How many folds are done.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _scores.Count;
            }
        }
    }

    /// <summary>The score of a fold; null if it is not done.</summary>
    public FoldScore? Find(Fold fold)
    {
        lock (_lock)
        {
            return _scores.GetValueOrDefault((fold.Repeat, fold.Number));
        }
    }

    /// <summary>Keeps a score.</summary>
    public void Add(FoldScore score)
    {
        lock (_lock)
        {
            _scores[(score.Repeat, score.Fold)] = score;
            _file.WriteLine(score);
        }
    }

    /// <summary>Removes the file: all are done, and written elsewhere.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _file.Dispose();

    private FoldScore[] Parse(string[] rows)
    {
        try
        {
            return Array.ConvertAll(rows, FoldScore.Parse);
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException(
                $"'{_path}' is damaged ({exception.Message.TrimEnd('.')}), so the folds cannot go on from it. Delete it and resume again: they then begin anew.", exception);
        }
    }
}
