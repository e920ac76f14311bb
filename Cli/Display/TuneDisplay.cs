using System.Globalization;

namespace Transfer.Cli;

/// <summary>Shows the result of <c>tune</c>.</summary>
internal static class TuneDisplay
{
    private static readonly TextColumn[] Columns =
    [
        new("", 9) { Name = "marks" },
        new("model", 8) { Least = 12 },
        new("px", 5) { IsNumber = true },
        new("pooling", 6),
        new("head", 7) { Least = 12 },
        new("decay", 4) { IsNumber = true },
        new("views", 1) { IsNumber = true },
        new("fine-tuned from", 7) { Least = 12 },
        new("tta", 5) { IsNumber = true, Name = "test-time views" },
        new("accuracy", 9),
        new("ms", 5) { IsNumber = true, Name = "milliseconds per image" },
        new("MB", 5) { IsNumber = true },
        new("train s", 2) { IsNumber = true, Name = "seconds of training" },
        new("verdict", 3),
    ];

    private static readonly string[] Optional = ["views", "fine-tuned from", "tta"];

    public static void Show(TransferProgram program, bool asJson, TuneOptions options, TuneResult result) =>
        program.Write(asJson, result, output => Show(program, output, options, result));

    private static void Show(TransferProgram program, TextWriter output, TuneOptions options, TuneResult result)
    {
        string[][] rows = [.. result.Finalists.Select(row => Row(row, result))];
        // Columns of what was not tried are left out.
        int[] shown = [.. Enumerable.Range(0, Columns.Length).Where(i => !Optional.Contains(Columns[i].Title)
            || rows.Any(row => row[i] is not ("" or "0")))];
        new TextTable([.. shown.Select(i => Columns[i])], [.. rows.Select(row => shown.Select(i => row[i]).ToArray())])
            .Write(output, program.Remarks, program.Width);
        var all = result.Finalists.Count + result.LeftOut.Count;
        program.Remarks.WriteLine($"> chosen, * on the front of accuracy, time and size. Accuracy over {result.Finalists[0].Folds} folds "
            + $"of {result.Images:N0} training images; the 95 % intervals hold for all {all} configurations at once.");
        if (result.IsCutShort)
        {
            program.Remarks.WriteLine("The time was up before all had been tried. Run the same command again to go on.");
        }

        if (result.LeftOut.Count > 0)
        {
            output.WriteLine($"{result.LeftOut.Count} others were left out on the way; tuning.csv has them.");
        }

        output.WriteLine(result.Advice);
        foreach (var gain in result.Gains)
        {
            output.WriteLine(gain);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"On {result.HeldOutImages:N0} validation images, which no choice has "
            + $"seen: {result.HeldOut:F3} ({result.HeldOutLow:F3} to {result.HeldOutHigh:F3})."));
        output.WriteLine($"Page: {Path.Combine(result.Folder, "tune.html")}; the table is tuning.csv beside it");
        output.WriteLine($"Run folder: {result.RunPath}");
        foreach (var line in TuneCommandLines.Of(options, result.Chosen.Configuration))
        {
            output.WriteLine($"Train it again with: {line}");
        }

        var views = result.Chosen.Configuration.TestViews;
        var averaged = views == 0 ? "" : $" --tta {views} --augment '{options.Augmentation}'";
        program.Remarks.WriteLine($"Predict with: transfer predict {result.RunPath} FILE-OR-FOLDER{averaged}");
    }

    private static string[] Row(TunedConfiguration row, TuneResult result)
    {
        var own = row.Configuration;
        return
        [
            (row == result.Chosen ? ">" : " ") + (row.IsOnFront ? "*" : " "),
            own.Cut is null ? own.ModelName : $"{own.ModelName} up to {own.Cut}",
            $"{own.ImageSize}",
            own.PoolingText,
            own.Head,
            own.WeightDecay.ToString(CultureInfo.InvariantCulture),
            $"{own.Views}",
            own.FineTuneText,
            own.TestViews == 0 ? "" : $"{own.TestViews}",
            string.Create(CultureInfo.InvariantCulture, $"{row.Accuracy:F3} ({row.Low:F3} to {row.High:F3})"),
            row.Milliseconds.ToString("F1", CultureInfo.InvariantCulture),
            row.Megabytes.ToString("F1", CultureInfo.InvariantCulture),
            row.TrainingSeconds.ToString("F1", CultureInfo.InvariantCulture),
            row.Difference is null ? "most accurate" : row.IsAsGood ? "may be chance" : "worse",
        ];
    }
}
