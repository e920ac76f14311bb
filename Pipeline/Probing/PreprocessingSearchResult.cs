using System.Globalization;

namespace Transfer.Pipeline.Probing;

/// <summary>The preprocessings that were tried with a network, the best first.</summary>
public sealed record PreprocessingSearchResult
{
    private const int MostMistakes = 3;

    // What people write without a look at the weights.
    private static readonly string[] CommonMistakes = ["std=255", "none", "torch", "tf", "caffe"];

    /// <summary>The name of the network.</summary>
    public required string Model { get; init; }

    /// <summary>Height and width of the images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The number of images that were tried.</summary>
    public required int Images { get; init; }

    /// <summary>The names of the classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The preprocessings, those with the smallest error first; at least one.</summary>
    public required IReadOnlyList<PreprocessingScore> Scores { get; init; }

    /// <summary>What is known of the network; null when nothing is.</summary>
    public PreprocessingScore? Known => Scores.FirstOrDefault(s => s.IsKnown);

    /// <summary>
    /// The preprocessing to use: of those that may be as good as the first what is known of the network, or else the best of the whole
    /// image, or else the first. Chance alone must not overrule what is known, or cut off the ends of images.
    /// </summary>
    public required PreprocessingScore Proposed { get; init; }

    /// <summary>Whether the probe tells nothing: no preprocessing is better than guessing, or than any other.</summary>
    public bool IsUndecided => Scores.Count > 1 && (Scores[0].Error >= 1 || Scores.All(s => s.IsAsGood));

    /// <summary>What was found, a sentence each, without the way to ask for it.</summary>
    internal IEnumerable<string> Sentences
    {
        get
        {
            if (IsUndecided)
            {
                yield return "The probe cannot tell the preprocessings apart: take more images, or a task that this network can tell.";
                yield break;
            }

            var others = Scores.Count(s => s.IsAsGood) - 1;
            yield return $"Best: {Proposed.Preprocessing} ({Proposed.Meaning})"
                + (others == 0 ? "." : $"; {others} other{(others == 1 ? "" : "s")} may be as good.");
            var wrong = CommonMistakes.Select(text => Scores.FirstOrDefault(s => s.Preprocessing == text)).OfType<PreprocessingScore>();
            foreach (var (meaning, difference) in wrong.Where(s => !s.IsAsGood && s.Difference is { IsNoise: false, Value: < 0 })
                .Select(s => (s.Meaning, s.Difference!)).Take(MostMistakes))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"With {meaning} these weights lose {-100 * difference.Value:0.#} "
                    + $"points of accuracy ({-100 * difference.High:0.#} to {-100 * difference.Low:0.#}).");
            }
        }
    }
}
