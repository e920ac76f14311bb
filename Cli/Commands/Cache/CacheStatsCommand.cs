using System.CommandLine;
using System.Globalization;

namespace Transfer.Cli;

/// <summary><c>transfer cache stats</c></summary>
internal static class CacheStatsCommand
{
    private static readonly TextColumn[] Columns =
    [
        new("Recipe", 4), new("Model", 13) { Least = 12 }, new("Cut", 12) { Least = 12 }, new("Size", 6), new("Pooling", 7),
        new("Views", 5), new("Type", 2), new("Row", 8), new("Rows", 11) { IsNumber = true },
        new("Images", 3) { IsNumber = true }, new("Shards", 1) { IsNumber = true },
        new("Disk", 10) { IsNumber = true }, new("Last use (UTC)", 9),
    ];

    public static Command Create(TransferProgram program)
    {
        var (json, cache) = (CommonOptions.Json(), CommonOptions.Cache());
        var command = new ProgramCommand("stats", "List the recipes in the cache, one a line, the last used one first.")
        {
            Examples = ["cache stats", "cache stats --json"],
        };
        command.AddGroup("Options", cache, json);
        return program.Handle(command, parsed =>
        {
            var statistics = CacheStatistics.Read(parsed.GetValue(cache));
            program.Write(parsed.GetValue(json), statistics, output => Show(program, output, statistics));
            return ExitCodes.Done;
        });
    }

    private static void Show(TransferProgram program, TextWriter output, CacheStatistics statistics)
    {
        if (statistics.Recipes.Count == 0)
        {
            output.WriteLine($"The cache in {statistics.Folder} is empty.");
            return;
        }

        new TextTable(Columns, [.. statistics.Recipes.Select(Row)]).Write(output, program.Remarks, program.Width);
        output.WriteLine($"{statistics.Folder}: {statistics.Rows:N0} rows in {statistics.Shards:N0} shards, "
            + $"{ByteText.Of(statistics.Bytes)}, and {ByteText.Of(statistics.IndexBytes)} of indexes.");
    }

    private static string[] Row(RecipeStatistics recipe) =>
    [
        recipe.Id[..12], recipe.Model, recipe.Cut, $"{recipe.ImageSize} px", recipe.Pooling,
        // All settings of an augmentation take several lines; --json has them.
        recipe.Views == "none" ? "none" : "augmented", recipe.Type, $"[{string.Join(",", recipe.Shape)}]",
        $"{recipe.Rows:N0}", $"{recipe.Images:N0}", $"{recipe.Shards:N0}", ByteText.Of(recipe.Bytes),
        recipe.LastUse.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
    ];
}
