using System.CommandLine;
using System.Globalization;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer cache prune</c></summary>
internal static class CachePruneCommand
{
    public static Command Create(TransferProgram program)
    {
        var age = new Option<string?>("--older-than") { Description = "remove recipes that were last used longer ago, such as 30d or 12h" };
        var size = new Option<string?>("--max-size") { Description = "remove the least recently used recipes until the rest has at most this size, such as 10GB" };
        var models = new Option<string[]>("--model") { Description = "keep only the features of this network; may be given several times" };
        var data = new Option<string[]>("--data") { Description = "keep only the rows of images in this folder; may be given several times" };
        var orphaned = new Option<bool>("--orphaned") { Description = "remove recipes whose network file is gone or has changed" };
        var leftovers = new Option<bool>("--leftovers") { Description = "remove only damaged shards and temporary files of dead writers" };
        var dryRun = new Option<bool>("--dry-run") { Description = "only say what would go" };
        var cache = CommonOptions.Cache();
        var command = new Command("prune", "Remove from the cache what is not needed, and say what that freed.") { age, size, models, data, orphaned, leftovers, dryRun, cache };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var options = new PruneOptions
            {
                Cache = parsed.GetValue(cache),
                OlderThan = parsed.GetValue(age) is { } text ? Age(text) : null,
                MaxBytes = parsed.GetValue(size) is { } limit ? ByteText.Parse(limit) : null,
                Models = parsed.GetValue(models) ?? [],
                Data = parsed.GetValue(data) ?? [],
                Orphaned = parsed.GetValue(orphaned),
                Leftovers = parsed.GetValue(leftovers),
                DryRun = parsed.GetValue(dryRun),
            };
            var result = CachePruning.Run(options, cancellation);
            foreach (var sentence in result.Sentences)
            {
                program.Output.WriteLine(sentence);
            }

            program.Output.WriteLine(result.Sentences.Count == 0 ? "Nothing to remove." : $"{(options.DryRun ? "That would free" : "Freed")} {ByteText.Of(result.BytesFreed)}.");
            return 0;
        })));
        return command;
    }

    private static TimeSpan Age(string text)
    {
        var hours = text.Length == 0 ? 0 : text[^1] switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 };
        return hours > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * hours < 1e6
            ? TimeSpan.FromHours(count * hours)
            : throw new ArgumentException($"'{text}' is not an age. Expected such as 30d, 12h or 4w.");
    }
}
