using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer cache prune</c></summary>
internal static class CachePruneCommand
{
    public static Command Create(TransferProgram program)
    {
        var age = Value<string?>("--older-than", "AGE", "remove recipes that were not used for this long, such as 30d or 12h");
        var size = Value<string?>("--max-size", "SIZE",
            "remove the least recently used recipes until the rest has at most this size, such as 10GB");
        var models = Value<string[]>("--model", "FILE", "keep only the features of this model; may be given several times");
        var data = Value<string[]>("--data", "FOLDER", "keep only the rows of images in this folder; may be given several times");
        var orphaned = Switch("--orphaned", "remove recipes whose model file is gone or has changed");
        var leftovers = Switch("--leftovers", "remove only damaged shards and temporary files of writers that were killed");
        var dryRun = Switch("--dry-run", "remove nothing, and only list what would be removed");
        var (cache, json) = (CommonOptions.Cache(), CommonOptions.Json());
        var command = new ProgramCommand("prune", "Remove what is not needed from the cache, and say how much that freed.")
        {
            Examples = ["cache prune --older-than 30d --dry-run", "cache prune --max-size 10GB", "cache prune --orphaned --leftovers"],
        };
        command.AddGroup("What to remove", age, size, models, data, orphaned, leftovers);
        command.AddGroup("Options", dryRun, cache, json);
        return program.Handle(command, (parsed, cancellation) => Prune(program, parsed.GetValue(json), new PruneOptions
        {
            Cache = parsed.GetValue(cache),
            OlderThan = parsed.GetValue(age) is { } text ? Age(text) : null,
            MaxBytes = parsed.GetValue(size) is { } limit ? ByteText.Parse(limit) : null,
            Models = parsed.GetValue(models) ?? [],
            Data = parsed.GetValue(data) ?? [],
            Orphaned = parsed.GetValue(orphaned),
            Leftovers = parsed.GetValue(leftovers),
            DryRun = parsed.GetValue(dryRun),
        }, cancellation));
    }

    private static void Prune(TransferProgram program, bool asJson, PruneOptions options, CancellationToken cancellation)
    {
        var result = CachePruning.Run(options, cancellation);
        program.Write(asJson, result, output => Show(output, result, options.DryRun));
    }

    private static void Show(TextWriter output, CachePruning result, bool isDry)
    {
        foreach (var sentence in result.Sentences)
        {
            output.WriteLine(sentence);
        }

        output.WriteLine(result.Sentences.Count == 0 ? "Nothing to remove."
            : $"{(isDry ? "That would free" : "Freed")} {ByteText.Of(result.BytesFreed)}.");
    }

    private static TimeSpan Age(string text)
    {
        var hours = text.Length == 0 ? 0 : text[^1] switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 };
        return hours > 0
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * hours < 1e6
            ? TimeSpan.FromHours(count * hours)
            : throw new ArgumentException($"'{text}' is not an age. Expected such as 30d, 12h or 4w.");
    }
}
