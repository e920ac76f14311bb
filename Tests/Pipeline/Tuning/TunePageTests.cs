using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Tuning;

/// <summary>The page of a tournament in Chromium.</summary>
public sealed class TunePageTests(Browser browser) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_has_the_choice_the_front_and_what_was_left_out_and_fits_a_phone()
    {
        var page = _folder.Write("tune.html", System.Text.Encoding.UTF8.GetBytes(TunePage.Of(Result())));
        Chromium.SkipWithout();
        foreach (var width in new[] { 360, 1280 })
        {
            var (text, console, needed) = await browser.ShowAsync(page, width);
            Assert.Empty(console);
            Assert.InRange(needed, 1, width);
            Assert.Contains("Take this & that.", text, StringComparison.Ordinal);
            Assert.Contains("◆ chosen", text, StringComparison.Ordinal);
            Assert.Contains("last:20% at 1e-4", text, StringComparison.Ordinal);
            Assert.Contains("2 that were left out on the way", text, StringComparison.Ordinal);
            Assert.Contains("0.950 to 0.992, 200 images", text, StringComparison.Ordinal);
        }
    }

    private static TuneResult Result()
    {
        var plain = TunedRows.Row("large", 0.98, 40, 100) with { IsOnFront = true };
        var chosen = plain with
        {
            Configuration = plain.Configuration with { Head = "dense:256,batchnorm,relu,dropout:0.5", WeightDecay = 10 },
        };
        var gain = FoldDifference.Between(TunedRows.Folds(0.9, 0.8), TunedRows.Folds(0.9, 0.9));
        var tuned = chosen with { Configuration = chosen.Configuration with { Unfreeze = "last:20%", LearningRate = 1e-4 }, Gain = gain };
        return new TuneResult
        {
            Data = "photos",
            Finalists = [chosen, tuned, TunedRows.Row("small", 0.96, 4, 20) with { IsOnFront = true, Difference = gain }],
            LeftOut = [TunedRows.Row("poor", 0.5, 3, 2), TunedRows.Row("small", 0.5, 3, 2)],
            Chosen = chosen,
            Objective = TuneObjective.Accuracy,
            HeldOut = 0.98,
            HeldOutLow = 0.95,
            HeldOutHigh = 0.992,
            HeldOutImages = 200,
            Images = 200,
            Advice = "Take this & that.",
            Gains = ["Fine-tuning from last:20% at 1e-4: +5.0 points, standard error 2.0: worth it."],
            IsCutShort = false,
            Folder = "folder",
        };
    }
}
