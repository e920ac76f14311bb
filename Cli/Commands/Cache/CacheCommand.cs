using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer cache stats | why | verify | prune | compact</c></summary>
internal static class CacheCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(TransferProgram program) => new("cache", "Look at the feature cache and tidy it up.")
    {
        Stats(program),
        CacheWhyCommand.Create(program),
        CacheVerifyCommand.Create(program),
        CachePruneCommand.Create(program),
        Compact(program),
    };

    private static Command Stats(TransferProgram program)
    {
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var cache = CommonOptions.Cache();
        var command = new Command("stats", "List what the cache has: one line a recipe, the last used one first.") { json, cache };
        command.SetAction(parsed => program.Guard(() =>
        {
            var statistics = CacheStatistics.Read(parsed.GetValue(cache));
            if (parsed.GetValue(json))
            {
                program.Output.WriteLine(JsonSerializer.Serialize(statistics, Json));
                return 0;
            }

            Show(program, statistics);
            return 0;
        }));
        return command;
    }

    private static void Show(TransferProgram program, CacheStatistics statistics)
    {
        if (statistics.Recipes.Count == 0)
        {
            program.Output.WriteLine($"The cache in {statistics.Folder} is empty.");
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Recipe", "Model", "Cut", "Size", "Pooling", "Views", "Type", "Row");
        foreach (var name in new[] { "Rows", "Images", "Shards", "Disk" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        table.AddColumn("Last use (UTC)");
        foreach (var recipe in statistics.Recipes)
        {
            string[] cells =
            [
                recipe.Id[..12], recipe.Model, recipe.Cut, $"{recipe.ImageSize} px", recipe.Pooling, Views(recipe), recipe.Type, $"[{string.Join(",", recipe.Shape)}]",
                Number(recipe.Rows), Number(recipe.Images), Number(recipe.Shards), ByteText.Of(recipe.Bytes),
                recipe.LastUse.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        program.Console.Write(table);
        program.Output.WriteLine($"{statistics.Folder}: {Number(statistics.Rows)} rows in {Number(statistics.Shards)} shards, {ByteText.Of(statistics.Bytes)}.");
    }

    // All settings take several lines; --json has them.
    private static string Views(RecipeStatistics recipe) => recipe.Views == "none" ? "none" : "augmented";

    private static Command Compact(TransferProgram program)
    {
        var cache = CommonOptions.Cache();
        var command = new Command("compact", "Merge small shards into larger ones; other runs may read and write meanwhile.") { cache };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var result = CacheCompaction.Run(parsed.GetValue(cache), cancellation);
            program.Output.WriteLine(result.Merged == 0
                ? $"Nothing to merge: {Number(result.Before)} shards."
                : $"Merged {Number(result.Merged)} small shards: {Number(result.Before)} shards became {Number(result.After)}, {ByteText.Of(Math.Max(0, result.BytesFreed))} freed.");
            if (result.Left > 0)
            {
                program.Output.WriteLine($"{Number(result.Left)} merged shards are still open in another program; compact again when it has ended.");
            }

            return 0;
        })));
        return command;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
