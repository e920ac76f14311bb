using System.Globalization;

namespace Transfer.Pipeline.Tuning;

/// <summary>
/// What a tournament tries with the best configuration of each network in the end: to fine-tune it, and to average over test-time views.
/// Owns the features that this needs.
/// </summary>
internal sealed class Refinements(TuneOptions options, ImageDataset dataset, LearningTask task, RunContext context) : IDisposable
{
    private readonly List<TuneRows> _opened = [];

    /// <summary>The contestants that begin with heads of others; why a network cannot be fine-tuned is said.</summary>
    /// <param name="ranked">The finalists, the most accurate first.</param>
    public IReadOnlyList<Contestant> Of(IReadOnlyList<Contestant> ranked) =>
        [.. ranked.DistinctBy(c => c.Configuration.Model).SelectMany(best => FineTuned(best).Concat(WithTestViews(best)))];

    public void Dispose() => _opened.ForEach(rows => rows.Dispose());

    private IEnumerable<Contestant> FineTuned(Contestant parent)
    {
        foreach (var place in options.Unfreeze)
        {
            if (TryOpen(parent, place) is not { } rows)
            {
                continue;
            }

            foreach (var rate in options.Rates)
            {
                var configuration = parent.Configuration with { Unfreeze = place, LearningRate = rate };
                var trainer = configuration.FineTuning(options);
                yield return Child(parent, configuration, [rows.Recipe, place, RunFolder.ToJson(trainer)], new FineTunedHeads(
                    rows, trainer, configuration.Views, task, dataset.Classes));
            }
        }
    }

    private IEnumerable<Contestant> WithTestViews(Contestant parent)
    {
        int[] counts = [.. options.TestViews.Where(count => count > 0).Distinct()];
        if (counts.Length == 0)
        {
            yield break;
        }

        var most = counts.Max();
        var rows = Open(parent, BaseCut.End, (most, most));
        foreach (var count in counts)
        {
            yield return Child(
                parent, parent.Configuration with { TestViews = count },
                [rows.Recipe, count.ToString(CultureInfo.InvariantCulture)],
                new TestViewHeads(rows, most, count, task, dataset.Classes));
        }
    }

    /// <summary>The features below what is unfrozen; null, with a sentence, where it cannot be trained.</summary>
    private TuneRows? TryOpen(Contestant parent, string place)
    {
        try
        {
            FineTuning.Check(parent.Configuration.Apply(options).Features, place);
            return Open(parent, BaseCut.Below(place), (parent.Configuration.Views, 0));
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or ArgumentException)
        {
            context.Say($"Not fine-tuned: {parent.Configuration.ModelName} from '{place}' on: {exception.Message}");
            return null;
        }
    }

    private TuneRows Open(Contestant parent, BaseCut where, (int, int) views)
    {
        var rows = TuneRows.Open(parent.Configuration.Apply(options), where, dataset, views, context);
        _opened.Add(rows);
        return rows;
    }

    private static Contestant Child(
        Contestant parent, TuneConfiguration configuration, IEnumerable<string> facts, IHeadRefinement refinement) =>
        new(configuration, parent.Base, TuneState.Hash([parent.Key, .. facts]))
        {
            Parent = parent,
            Refinement = refinement,
            Parameters = parent.Parameters,
        };
}
