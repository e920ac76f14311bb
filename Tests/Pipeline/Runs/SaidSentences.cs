namespace Transfer.Tests.Pipeline;

/// <summary>Keeps what is said.</summary>
internal sealed class SaidSentences : IProgress<ProgressUpdate>
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> All => _sentences;

    public void Report(ProgressUpdate value)
    {
        lock (_sentences)
        {
            _sentences.Add(value.Text);
        }
    }

    public string Beginning(string start) => Assert.Single(_sentences, s => s.StartsWith(start, StringComparison.Ordinal));

    public bool Any(string start) => _sentences.Exists(s => s.StartsWith(start, StringComparison.Ordinal));
}
