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
    public FoldCheckpoint(string path, string identity, bool resume)
    {
        _path = path;
        if (resume && File.Exists(path))
        {
            // What is behind the last end of a line was cut off.
            string[] lines = File.ReadAllText(path).Split('\n')[..^1];
            foreach (var score in lines is [var first, .. var rest] && first == identity ? rest.Select(FoldScore.Parse) : [])
            {
                _scores[(score.Repeat, score.Fold)] = score;
            }
        }

        _file = new StreamWriter(path, append: false) { NewLine = "\n", AutoFlush = true };
        _file.WriteLine(identity);
        foreach (var score in _scores.Values)
        {
            _file.WriteLine(score);
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
}
