using System.Globalization;

namespace Transfer.Cli;

/// <summary>Shows what <c>doctor MODEL</c> found, and writes it beside the network.</summary>
internal static class PreprocessingDisplay
{
    private static readonly TextColumn[] Columns =
    [
        new("--preprocessing", 6) { Least = 20 },
        new("meaning", 1) { Least = 24 },
        new("error", 5) { IsNumber = true },
        new("accuracy", 4),
        new("points", 3) { IsNumber = true },
        new("interval", 2) { IsNumber = true },
        new("verdict", 5),
    ];

    /// <summary>Refuses to write where there is nothing to write beside, before any work is done.</summary>
    /// <exception cref="ArgumentException">The network is not a file of the user's.</exception>
    public static void CheckWrite(bool isWanted, string? network)
    {
        if (isWanted && !File.Exists(network))
        {
            throw new ArgumentException(
                $"'{network ?? "efficientnet-lite0"}' is no file beside which anything could be written. Give an ONNX file, or leave out "
                + "--write.");
        }
    }

    /// <returns>The exit code: a failure where nothing can be proposed.</returns>
    public static int Show(TransferProgram program, bool asJson, PreprocessingSearchResult result, string? network, bool write)
    {
        program.Write(asJson, result, output => Show(program, output, result, network));
        if (result.IsUndecided)
        {
            return ExitCodes.Failed;
        }

        if (write)
        {
            BackboneFiles.Add(network!, new BackboneFacts { Preprocessing = result.Proposed.Preprocessing });
            program.Remarks.WriteLine($"Written: {network}.json. Every command reads it.");
        }

        return ExitCodes.Done;
    }

    private static void Show(TransferProgram program, TextWriter output, PreprocessingSearchResult result, string? network)
    {
        output.WriteLine($"{result.Model} at {result.ImageSize} px, {result.Images:N0} training images of {result.Classes.Count} classes. "
            + "Error of a linear probe, leave-one-out: 0 is perfect, 1 useless.");
        new TextTable(Columns, [.. result.Scores.Select(Row)]).Write(output, program.Remarks, program.Width);
        foreach (var sentence in result.Sentences)
        {
            output.WriteLine(sentence);
        }

        if (!result.IsUndecided)
        {
            output.WriteLine($"Use it: {(network is null ? "" : $"--model {network} ")}--preprocessing {result.Proposed.Preprocessing}");
        }
    }

    private static string[] Row(PreprocessingScore score) =>
    [
        score.Preprocessing,
        score.Meaning,
        score.Error.ToString("F3", CultureInfo.InvariantCulture),
        $"{score.Accuracy}",
        score.Difference is { } difference ? Points(difference.Value) : "",
        score.Difference is { } interval ? $"{Points(interval.Low)} to {Points(interval.High)}" : "",
        (score.Difference is null ? "proposed" : score.IsAsGood ? "as good" : "worse") + (score.IsKnown ? ", known" : ""),
    ];

    private static string Points(double share) => (100 * share).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
