namespace Transfer.ML;

/// <summary>A column of paths of image files.</summary>
internal sealed class PathColumn(FeatureTransformer owner, DataViewSchema.Column column) : ImageColumn(owner, column)
{
    private const string NoPath = "the path is empty";

    /// <summary>The whole path of each row, and the row, from 1, in which each path first stands.</summary>
    public static Dictionary<string, long> PathsOf(IDataView view, DataViewSchema.Column column, string? folder)
    {
        var rows = new Dictionary<string, long>();
        using var cursor = view.GetRowCursor([column]);
        var path = Resolver(cursor, column, folder);
        for (var row = 1L; cursor.MoveNext(); row++)
        {
            rows.TryAdd(path(), row);
        }

        return rows;
    }

    /// <summary>Gives the whole path of the current row; empty where there is none.</summary>
    public static Func<string> Resolver(DataViewRow row, DataViewSchema.Column column, string? folder)
    {
        var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        var text = default(ReadOnlyMemory<char>);
        var root = Path.GetFullPath(folder ?? ".");
        return () =>
        {
            getter(ref text);
            return text.IsEmpty ? "" : Path.GetFullPath(text.ToString(), root);
        };
    }

    public override Func<DataViewRow, ValueGetter<VBuffer<float>>> Extract(IDataView view)
    {
        var extractor = Owner.Extractor;
        using var log = Owner.Log();
        var rows = PathsOf(view, Column, Owner.Options.Folder);
        var extracted = extractor.Extract(rows.Keys.Where(path => path.Length > 0), Owner.Context(log));
        var keys = extracted.Clean.Samples.Zip(extracted.Clean.Keys).ToDictionary(p => p.First.Path, p => p.Second);
        var bad = extracted.Excluded.ToDictionary(e => e.Path, e => e.Reason);
        if (rows.ContainsKey(""))
        {
            bad[""] = NoPath;
        }

        if (bad.Count > 0)
        {
            var first = bad.MinBy(b => rows[b.Key]);
            Report(bad.Count, rows.Count, ($"'{first.Key}'", first.Value), rows[first.Key]);
        }

        return row =>
        {
            var path = Resolver(row, Column, Owner.Options.Folder);
            return (ref VBuffer<float> destination) =>
                Read(Owner.Extractor.Store, keys.TryGetValue(path(), out var key) ? key : null, ref destination);
        };
    }

    protected override Func<(Func<float[], string?> Load, string Name)> Reader(DataViewRow row)
    {
        var path = Resolver(row, Column, Owner.Options.Folder);
        return () =>
        {
            var file = path();
            return (image => file.Length == 0 ? NoPath : WhyNot(Owner.Extractor.Loader.Load(file, image)), $"'{file}'");
        };
    }

    private static string? WhyNot(ImageOutcome outcome) => outcome.IsOk ? null : outcome.Detail;
}
