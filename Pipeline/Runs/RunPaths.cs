namespace Transfer.Pipeline;

/// <summary>The paths of a run's options: absolute in <c>run.json</c>, with the way to each from the run folder beside them.</summary>
internal static class RunPaths
{
    /// <summary>Makes every path absolute, and notes the way to each from the run folder.</summary>
    public static RunRecord Noted(RunRecord record, string runFolder)
    {
        var (folder, ways) = (Path.GetFullPath(runFolder), new Dictionary<string, string>());
        var absolute = Map(record, path =>
        {
            var full = Path.GetFullPath(path);
            ways[full] = Path.GetRelativePath(folder, full).Replace('\\', '/');
            return full;
        });
        return absolute with { RelativePaths = ways };
    }

    /// <summary>Replaces each path that leads nowhere by the way from the run folder, where that leads somewhere.</summary>
    public static RunRecord Found(RunRecord record, string runFolder) =>
        Map(record, path => !Path.Exists(path) && FromRun(record, runFolder, path) is { } way && Path.Exists(way) ? way : path);

    /// <summary>Where a path of the options lies when it has moved together with the run folder; null when that is not known.</summary>
    public static string? FromRun(RunRecord record, string runFolder, string path) =>
        record.RelativePaths.TryGetValue(path, out var way) ? Path.GetFullPath(Path.Combine(Path.GetFullPath(runFolder), way)) : null;

    /// <summary>The tables of the options: features, targets and groups.</summary>
    public static IEnumerable<string> Tables(TrainOptions options)
    {
        var tables = new List<string>();
        Map(options, path => path, path =>
        {
            tables.Add(path);
            return path;
        });
        return tables.Where(File.Exists).SelectMany(NumpyTable.WithBeside).Distinct();
    }

    /// <summary>The tables of a run, by their paths at training, that are not there or have other bytes.</summary>
    public static IEnumerable<string> ChangedTables(RunRecord record)
    {
        var now = record.Tables.Count == 0 ? []
            : Tables(record.Options).Select(path => ContentHash.OfFile(path).ToString()).ToHashSet();
        return record.Tables.Where(table => !now.Contains(table.Value)).Select(table => table.Key);
    }

    /// <summary>Refuses tables that have changed since a run read them.</summary>
    /// <exception cref="InvalidDataException">One of them has.</exception>
    public static void CheckTables(RunRecord record, string runFolder)
    {
        if (ChangedTables(record).FirstOrDefault() is { } path)
        {
            throw new InvalidDataException($"'{path}' is not there, or has other bytes than when the run '{runFolder}' read it. Put the "
                + "earlier file back, or train again into another run folder.");
        }
    }

    private static RunRecord Map(RunRecord record, Func<string, string> map) => record with
    {
        Options = Map(record.Options, map, map),
        FineTune = record.FineTune is { } tuned ? tuned with { From = map(tuned.From) } : null,
    };

    /// <param name="map">Maps a folder, or the file of a network.</param>
    /// <param name="table">Maps the file of a table.</param>
    private static TrainOptions Map(TrainOptions options, Func<string, string> map, Func<string, string> table)
    {
        return options with
        {
            Data = (File.Exists(options.Data) ? table : map)(options.Data),
            Run = Optional(options.Run, map),
            Targets = Optional(options.Targets, table),
            Labels = AreFile(options.Data) ? Optional(options.Labels, table) : options.Labels,
            ValidationData = Optional(options.ValidationData, table),
            ValidationLabels = options.ValidationData is { } path && AreFile(path) ? Optional(options.ValidationLabels, table)
                : options.ValidationLabels,
            Features = options.Features with
            {
                Model = options.Features.Model is { } model && !Backbone.IsName(model) ? map(model) : options.Features.Model,
                Cache = Optional(options.Features.Cache, map),
            },
            Folds = options.Folds with { Groups = ImageGroups.MapFile(options.Folds.Groups, table) },
        };

        static string? Optional(string? path, Func<string, string> map) => path is null ? null : map(path);
        static bool AreFile(string data) => !TableFiles.HoldsTargets(data);
    }
}
