using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Text;

namespace Transfer.Samples;

/// <summary>
/// The commonest words of some texts, found by Microsoft.ML's text featurizer, and texts as vectors of which of them they have (multi-hot).
/// </summary>
internal sealed class CommonWords
{
    private readonly MLContext _context = new(seed: 1);
    private readonly ITransformer _counts;
    private readonly int[] _places;

    /// <param name="texts">What words are counted in: training texts only.</param>
    /// <param name="count">How many words.</param>
    public CommonWords(IReadOnlyList<string> texts, int count)
    {
        var options = new TextFeaturizingEstimator.Options
        {
            CaseMode = TextNormalizingEstimator.CaseMode.Lower,
            KeepPunctuations = false,
            Norm = TextFeaturizingEstimator.NormFunction.None,
            CharFeatureExtractor = null,
            WordFeatureExtractor =
                new WordBagEstimator.Options
                {
                    NgramLength = 1,
                    Weighting = NgramExtractingEstimator.WeightingCriteria.Tf,
                    MaximumNgramsCount = [1_000_000]
                },
        };
        _counts = _context.Transforms.Text.FeaturizeText(nameof(Counted.Words), options, nameof(Text.Content)).Fit(Load(texts));
        var totals = Array.Empty<float>();
        foreach (var words in Words(texts))
        {
            totals = totals.Length == 0 ? new float[words.Length] : totals;
            foreach (var (word, times) in words.Items())
            {
                totals[word] += times;
            }
        }

        // Where each word lies in a vector, the commonest first; -1 for the words that are left out.
        _places = new int[totals.Length];
        Array.Fill(_places, -1);
        foreach (var (place, word) in Enumerable.Range(0, totals.Length).OrderByDescending(w => totals[w]).Take(count).Index())
        {
            _places[word] = place;
        }

        Count = Math.Min(count, totals.Length);
        Different = totals.Length;
    }

    /// <summary>How many words were kept.</summary>
    public int Count { get; }

    /// <summary>How many different words there were.</summary>
    public int Different { get; }

    /// <summary>1 where a text has a word and 0 elsewhere, <c>[texts, Count]</c>.</summary>
    public float[] MultiHot(IReadOnlyList<string> texts)
    {
        var values = new float[texts.Count * Count];
        foreach (var (row, words) in Words(texts).Index())
        {
            foreach (var (word, _) in words.Items())
            {
                if (_places[word] >= 0)
                {
                    values[(row * Count) + _places[word]] = 1;
                }
            }
        }

        return values;
    }

    private IEnumerable<VBuffer<float>> Words(IReadOnlyList<string> texts) =>
        _context.Data.CreateEnumerable<Counted>(_counts.Transform(Load(texts)), reuseRowObject: false).Select(c => c.Words);

    private IDataView Load(IReadOnlyList<string> texts) => _context.Data.LoadFromEnumerable(texts.Select(t => new Text { Content = t }));

    private sealed class Text
    {
        public string Content { get; init; } = "";
    }

    private sealed class Counted
    {
        public VBuffer<float> Words { get; set; }
    }
}
