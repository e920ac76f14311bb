using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Transfer.Cli;

/// <summary><c>transfer cache stats</c></summary>
internal static class CacheStatsCommand
{
    public static Command Create(TransferProgram program)
    {
        var (json, cache) = (CommonOptions.Json(), CommonOptions.Cache());
        var command = new Command("stats", "List the recipes in the cache, one a line, the last used one first.") { json, cache };
        return program.Handle(command, parsed =>
        {
            var statistics = CacheStatistics.Read(parsed.GetValue(cache));
            if (parsed.GetValue(json))
            {
                JsonText.WritePage(program.Output, statistics);
            }
            else if (statistics.Recipes.Count == 0)
            {
                program.Output.WriteLine($"The cache in {statistics.Folder} is empty.");
            }
            else
            {
                program.Console.Write(TableOf(statistics));
                program.Output.WriteLine($"{statistics.Folder}: {statistics.Rows:N0} rows in {statistics.Shards:N0} shards, "
                    + $"{ByteText.Of(statistics.Bytes)}, and {ByteText.Of(statistics.IndexBytes)} of indexes.");
            }

            return 0;
        });
    }

    private static Table TableOf(CacheStatistics statistics)
    {
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
                recipe.Id[..12], recipe.Model, recipe.Cut, $"{recipe.ImageSize} px", recipe.Pooling,
                // All settings of an augmentation take several lines; --json has them.
                recipe.Views == "none" ? "none" : "augmented", recipe.Type, $"[{string.Join(",", recipe.Shape)}]",
                $"{recipe.Rows:N0}", $"{recipe.Images:N0}", $"{recipe.Shards:N0}", ByteText.Of(recipe.Bytes),
                recipe.LastUse.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            ];
            table.AddRow([.. cells.Select(cell => Markup.Escape(VisibleText.Of(cell)))]);
        }

        return table;
    }
}
