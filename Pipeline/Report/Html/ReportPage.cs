using System.Globalization;

namespace Transfer.Pipeline.Report;

/// <summary>Renders the page of a run, a single file.</summary>
internal static class ReportPage
{
    private static readonly string[] SplitPlots = ["confusion-matrix", "roc", "precision-recall", "calibration", "predicted", "residuals"];

    public static string Of(ReportSource source, IReadOnlyList<ReportPlot> plots, ReportImages images)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Run.Path)));
        var version = source.Record.Versions.GetValueOrDefault("transfer", "");
        var sections = Sections(source, plots, images);
        return $"""
            {Html.Head($"{name}: {source.Record.Backbone?.Name ?? "table"}", ReportStyle.Css)}
            <body>
            <main>
            <header>
            <h1>{Html.Text(name)}</h1>
            <p class="lead">{Html.Text(Lead(source))}</p>
            <div class="tiles">
            {Tiles(source)}</div>
            </header>
            {sections}<footer>Written by Transfer {Html.Text(version)}. The plots are beside this file as PNG.</footer>
            </main>
            </body>
            </html>

            """;
    }

    private static string Sections(ReportSource source, IReadOnlyList<ReportPlot> plots, ReportImages images) => string.Concat(
    [
        Html.Section("Learning curves", Html.Figures(Named(plots, "loss", source.CurveMetric, "learning-rate"))),
        FineTuned(source, plots),
        Html.Section("How good it is",
            FigureTable(source) + Html.Note(Explanation(source)) + AgainstBaseline(source)),
        Html.Section("Over the folds", FoldTable.Of(source)),
        Html.Section(TargetsTitle(source), TargetTables(source)),
        Html.Section("On the validation samples", Html.Figures(OfSplit(plots, SplitNames.Validation))),
        Html.Section("On the test samples", Test(source, plots)),
        Html.Section("Images to look at", Images(images)),
        Html.Section("What was run", RunFacts.Of(source)),
    ]);

    private static IEnumerable<ReportPlot> Named(IReadOnlyList<ReportPlot> plots, params string[] names) =>
        names.SelectMany(n => plots.Where(p => p.Name == n));

    private static IEnumerable<ReportPlot> OfSplit(IReadOnlyList<ReportPlot> plots, string split) =>
        Named(plots, Array.ConvertAll(SplitPlots, name => ReportPlot.NameOf(name, split)));

    private static string Lead(ReportSource source)
    {
        var record = source.Record;
        var what = record switch
        {
            { Backbone: null } => $"A head on rows of {string.Join(" x ", record.FeatureShape)} numbers",
            { FineTune: { } tuned } => $"{record.Backbone.Name}, fine-tuned from {tuned.Unfreeze} on",
            { Options.FromScratch: not ScratchNetwork.None } => $"{record.Backbone.Name}, trained from random weights",
            _ => $"A head on the frozen base of {record.Backbone.Name}",
        };
        var names = record.Classes.Count <= 6
            ? string.Join(", ", record.Classes)
            : $"{string.Join(", ", record.Classes.Take(5))} and {record.Classes.Count - 5} more";
        return $"{what}. It learnt {source.Task.Words}: {names}.";
    }

    private static string Tiles(ReportSource source)
    {
        var result = source.ValidationResult;
        var tiles = Tile($"validation {result.Metrics[0].Name}", result);
        if (source.TestResult is { } test)
        {
            tiles += Tile($"test {test.Metrics[0].Name}", test);
        }

        if (source.Task.AreValues)
        {
            var r2 = result["r2"];
            tiles += Html.Tile("validation r2", r2.ValueText, $"{r2.Interval}; the mean has 0");
        }

        if (source.Adjusted(SplitNames.Validation)?.Calibration is { } calibration)
        {
            var temperature = calibration.Temperature.ToString("F2", CultureInfo.InvariantCulture);
            var after = calibration.IsScaled
                ? $"{Metric.Share(calibration.ErrorAfter)} with temperature {temperature}, fitted on these samples"
                : "no temperature makes it smaller";
            tiles += Html.Tile("calibration error", Metric.Share(calibration.ErrorBefore), after);
        }

        if (source.Record.BestEpoch is { } best && source.Epochs.FirstOrDefault(e => e.Number == best) is { } epoch)
        {
            var loss = epoch.ValidationLoss.ToString("F4", CultureInfo.InvariantCulture);
            tiles += Html.Tile("best epoch", $"{best} of {source.Epochs.Count}", $"val_loss {loss}");
        }

        else if (source.Record.BestEpoch == 0)
        {
            tiles += Html.Tile("best epoch", $"0 of {source.Epochs.Count}", "none was better than the start, whose weights were kept");
        }

        return tiles;

        static string Tile(string name, EvaluationResult result)
        {
            var metric = result.Metrics[0];
            var count = result.Accuracy is { } share ? $"{share.Right} of {share.Total}" : $"{result.Count} samples";
            count += result.Seen > 0 ? $"; too good, {result.Seen} were seen in training" : "";
            return Html.Tile(name, metric.ValueText, $"{metric.Interval}; {count}");
        }
    }

    private static string FigureTable(ReportSource source)
    {
        (string Name, string Key)[] all =
        [
            (SplitNames.Validation, SplitNames.Validation),
            (SplitNames.Test, SplitNames.Test),
            ("validation, measured again", SplitEvaluation.ValidationAgain),
            ("validation, adjusted", SplitEvaluation.AdjustedName(SplitNames.Validation)),
            ("test, adjusted", SplitEvaluation.AdjustedName(SplitNames.Test)),
            ("validation, averaged over views", SplitEvaluation.AveragedName(SplitNames.Validation)),
            ("test, averaged over views", SplitEvaluation.AveragedName(SplitNames.Test)),
            ("frozen base, validation", TrainingFlow.Frozen),
        ];
        var columns = all.Where(c => source.Evaluation.ContainsKey(c.Key)).Select(c => (c.Name, Result: source.Evaluation[c.Key])).ToList();
        return Html.Table(["", .. columns.Select(c => c.Name)],
        [
            .. source.ValidationResult.Metrics.Select(m => (string[])
                [m.Name, .. columns.Select(c => c.Result.Metrics.FirstOrDefault(own => own.Name == m.Name)?.ToString() ?? "")]),
            ["loss", .. columns.Select(c => c.Result.Loss.ToString("F4", CultureInfo.InvariantCulture))],
            .. columns.All(c => c.Result.Penalty == 0) ? [] : (string[][])[
                ["penalty of the weights, in the learning curves", .. columns.Select(
                    c => c.Result.Penalty.ToString("F4", CultureInfo.InvariantCulture))]],
            ["samples", .. columns.Select(c => c.Result.Count.ToString("N0", CultureInfo.InvariantCulture))],
            .. columns.All(c => c.Result.Seen == 0) ? [] : (string[][])
                [["seen in training, too good", .. columns.Select(c => c.Result.Seen.ToString("N0", CultureInfo.InvariantCulture))]],
        ]);
    }

    /// <summary>What one answer to all samples gives, for each split.</summary>
    private static string AgainstBaseline(ReportSource source) =>
        Note("Validation", source.ValidationResult.AgainstBaseline()) + Note("Test", source.TestResult?.AgainstBaseline());

    private static string Note(string split, string? sentence) =>
        string.IsNullOrEmpty(sentence) ? "" : Html.Note($"{split}: {sentence}");

    private static string Explanation(ReportSource source)
    {
        var adjusted = source.Adjusted(SplitNames.Validation);
        var temperature = adjusted?.Calibration?.Temperature.ToString("F2", CultureInfo.InvariantCulture);
        var threshold = adjusted?.Threshold?.ToString("F3", CultureInfo.InvariantCulture);
        var explanation = temperature is null ? "" : " Adjusted: "
            + (adjusted!.Calibration!.IsScaled ? $"logits divided by the temperature {temperature}"
                : "no temperature, since none is better")
            + (threshold is null ? "" : $", and “{source.Record.Classes[^1]}” predicted above {threshold}, which maximises the "
                + "balanced accuracy") + "; fitted on validation, so only the test column is unbiased.";
        var noun = source.Task.AreValues ? "values" : "labels";
        var mean = source.Task.AreClasses || source.Record.Classes.Count == 1 ? ""
            : $" Figures are means over the {source.Record.Classes.Count} {noun}.";
        var intervals = source.Task.AreValues ? ", bootstrapped (BCa)"
            : ": Wilson's for shares of samples and the F1 of a class, DeLong's for the AUC, bootstrapped otherwise (BCa)";
        return $"In brackets 95 % intervals{intervals}.{mean} "
            + $"The best epoch was chosen on the validation samples, so expect a little less elsewhere.{explanation}";
    }

    private static string TargetsTitle(ReportSource source) =>
        source.Task.AreClasses ? "Each class" : source.Task.AreValues ? "Each value" : "Each label";

    private static string TargetTables(ReportSource source) =>
        Table(SplitNames.Validation, source.ValidationResult)
        + (source.TestResult is { } test ? Table(SplitNames.Test, test) : "")
        + Confusions.Table(SplitNames.Validation, source.ValidationResult)
        + (source.TestResult is { } again ? Confusions.Table(SplitNames.Test, again) : "");

    private static string Table(string split, EvaluationResult result) => Html.Table(
        [split, "samples", .. result.ByTarget[0].Metrics.Select(m => m.Name)],
        result.ByTarget.Select(t =>
            (string[])[t.Name, t.Support.ToString("N0", CultureInfo.InvariantCulture), .. t.Metrics.Select(m => m.ToString())]));

    private static string Test(ReportSource source, IReadOnlyList<ReportPlot> plots) => source switch
    {
        { Opening: { } opening, TestResult: not null } =>
            Html.Note(opening.ToString()) + Html.Figures(OfSplit(plots, SplitNames.Test)),
        { Record: var record } when record.Samples.GetValueOrDefault(SplitNames.Test) > 0 =>
            Html.Note($"The {record.Samples[SplitNames.Test]:N0} test images have not been opened. "
                + "When everything is chosen, evaluate the test split."),
        _ => Html.Note("There are no test images."),
    };

    private static string FineTuned(ReportSource source, IReadOnlyList<ReportPlot> plots)
    {
        if (source.Record.FineTune is not { } tuned || source.Evaluation.GetValueOrDefault(TrainingFlow.Frozen) is not { } frozen)
        {
            return "";
        }

        IEnumerable<IReadOnlyList<string>> rows =
        [
            ["frozen base", frozen.Metrics[0].ToString()],
            ["fine-tuned", source.ValidationResult.Metrics[0].ToString()],
            .. tuned.Difference is { } difference ? (string[][])[["difference", difference.ToString()]] : [],
        ];
        var table = Html.Table([SplitNames.Validation, frozen.Metrics[0].Name], rows);
        return Html.Section("Frozen against fine-tuned", table + Html.Figures(Named(plots, "blocks")));
    }

    private static string Images(ReportImages images) => images.Missing is { } missing
        ? Html.Note($"None can be shown: {missing}")
        : Html.Note("Validation images as the network sees them, and the regions that its prediction is based on "
            + "(Grad-CAM: yellow most, grey not at all).")
            + Html.Images("Most wrong", images.MostWrong) + Html.Images("Least sure", images.LeastSure);
}
