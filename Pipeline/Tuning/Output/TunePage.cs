using System.Globalization;

namespace Transfer.Pipeline.Tuning;

/// <summary>Renders the page of a tournament, a single file.</summary>
internal static class TunePage
{
    private const string Style = """
        .round td:first-of-type { color: var(--accent); font-weight: 600; }
        summary { cursor: pointer; margin-top: 2.75rem; font-weight: 650; }
        """;

    public static string Of(TuneResult result)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(result.Data)));
        return $"""
            {Html.Head($"{name}: tuning", $"{ReportStyle.Css}\n{Style}")}
            <body>
            <main>
            <header>
            <h1>{Html.Text(name)}: tuning</h1>
            <p class="lead">{Html.Text(result.Advice)}</p>
            {string.Concat(result.Gains.Select(Html.Note))}<div class="tiles">
            {Tiles(result)}</div>
            </header>
            {Sections(result)}<footer>Written by Transfer. The tables are beside this file as tuning.csv and tuning.json.</footer>
            </main>
            </body>
            </html>

            """;
    }

    private static string Tiles(TuneResult result)
    {
        var chosen = result.Chosen;
        return string.Concat(
            Html.Tile("accuracy over the folds", Share(chosen.Accuracy), $"{Share(chosen.Low)} to {Share(chosen.High)}, simultaneous"),
            Html.Tile("on unseen images", Share(result.HeldOut), string.Create(
                CultureInfo.InvariantCulture, $"{result.HeldOutLow:F3} to {result.HeldOutHigh:F3}, {result.HeldOutImages:N0} images")),
            Html.Tile("milliseconds per image", Number(chosen.Milliseconds), "without decoding, in batches of 8"),
            Html.Tile("megabytes", Number(chosen.Megabytes), "weights as float32"));
    }

    private static string Sections(TuneResult result) => string.Concat(
    [
        Html.Section("Accuracy, time and size", Html.Figures(TunePlot.Of(result.Finalists))),
        Html.Section("The last round", $"<div class=\"round\">{Table(result.Finalists, result)}</div>\n" + Html.Note(
            "Chosen is what the objective asks for. ◆ is on the front: no other is at least as good in accuracy, time and size, and better "
            + "in one of them. In brackets 95 % intervals, which hold for all configurations at once.")),
        Html.Section("Fine-tuning and test-time views", Gains(result)),
        result.LeftOut.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"<details>\n<summary>{result.LeftOut.Count:N0} that were left out on the way</summary>\n")
            + $"{Table(result.LeftOut, result)}</details>\n",
        Html.Section("How it was measured", Html.List(
        [
            ("objective", $"{result.Objective}".ToLowerInvariant()),
            ("folds", string.Create(CultureInfo.InvariantCulture,
                $"{result.Finalists[0].Folds} of {result.Images:N0} training images; all configurations have the same")),
            ("differences", "fold by fold to the most accurate one: corrected resampled t-test (Nadeau and Bengio, 2003), p-values with "
                + "Holm's correction (1979)"),
            ("intervals", "Student's t with the same correction, at 1 - 0.05 / m for m configurations (Dunn, 1961)"),
            ("unseen images", "measured once, when all was chosen, by the heads of the first folds; Wilson's interval"),
            ("the end", result.IsCutShort ? "the time was up before all had been tried" : "all were tried"),
        ])),
    ]);

    private static string Table(IReadOnlyList<TunedConfiguration> rows, TuneResult result)
    {
        (string Name, bool IsShown, Func<TunedConfiguration, string> Value)[] columns =
        [
            ("network", true, r => r.Configuration.ModelName),
            ("front", rows.Any(r => Marks(r, result).Length > 0), r => Marks(r, result)),
            ("accuracy", true, r => $"{Share(r.Accuracy)} ({Share(r.Low)} to {Share(r.High)})"),
            ("against the most accurate", rows.Any(r => r.Difference is not null), Verdict),
            ("ms", true, r => Number(r.Milliseconds)),
            ("MB", true, r => Number(r.Megabytes)),
            ("px", true, r => $"{r.Configuration.ImageSize}"),
            ("cut", rows.Any(r => r.Configuration.Cut is not null), r => r.Configuration.Cut ?? "end"),
            ("pooling", true, r => r.Configuration.PoolingText),
            ("head", true, r => r.Configuration.Head),
            ("decay", true, r => r.Configuration.WeightDecay.ToString(CultureInfo.InvariantCulture)),
            ("views", rows.Any(r => r.Configuration.Views > 0), r => $"{r.Configuration.Views}"),
            ("fine-tuned from", rows.Any(r => r.Configuration.Unfreeze is not null), r => r.Configuration.FineTuneText),
            ("test-time views", rows.Any(r => r.Configuration.TestViews > 0), r => $"{r.Configuration.TestViews}"),
            ("folds", rows.DistinctBy(r => r.Folds).Count() > 1, r => $"{r.Folds}"),
            ("training, s", true, r => r.TrainingSeconds.ToString("F1", CultureInfo.InvariantCulture)),
        ];
        columns = [.. columns.Where(c => c.IsShown)];
        return Html.Table([.. columns.Select(c => c.Name)], rows.Select(row => (string[])[.. columns.Select(c => c.Value(row))]));
    }

    private static string Gains(TuneResult result)
    {
        TunedConfiguration[] refined = [.. result.Finalists.Where(f => f.Gain is not null)];
        return refined.Length == 0 ? "" : Html.Table(
            ["network", "what", "gain in points", "standard error", "decision"],
            refined.Select(f => (string[])
            [
                f.Configuration.ModelName,
                f.Configuration.RefinementText,
                (100 * f.Gain!.Value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture),
                (100 * f.Gain.StandardError).ToString("F1", CultureInfo.InvariantCulture),
                f.CanBeChosen ? "worth it" : "leave it out",
            ])) + Html.Note("The accuracy minus that of the same configuration with a frozen base and without test-time views, fold by "
                + "fold. It can be chosen where the gain is larger than its standard error.");
    }

    private static string Verdict(TunedConfiguration row) => row.Difference is not { } difference ? "most accurate"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * difference.Value:+0.0;-0.0;0.0} points ")
            + (row.IsAsGood ? "(may be chance)" : "(worse)");

    private static string Marks(TunedConfiguration row, TuneResult result) =>
        $"{(row.IsOnFront ? "◆ " : "")}{(row == result.Chosen ? "chosen" : "")}".Trim();

    private static string Share(double share) => share.ToString("F3", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
