using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using DuckDB.NET.Data;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>What other programs find in the files that <c>transfer extract --out</c> writes.</summary>
public sealed class OutputTests : IDisposable
{
    private const int Length = 7;
    private const int Count = 16500;

    private static readonly Dictionary<string, string> Recipe = new() { ["model"] = "tiny", ["image size"] = "32" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "FLOAT")]
    [InlineData(true, "FLOAT16")]
    public void DuckDB_reads_the_values_counts_classes_and_nulls_of_a_Parquet_file(bool halfPrecision, string type)
    {
        var path = Write("features.parquet", halfPrecision);
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();

        Assert.Equal(
            $"{Count} {Expected().Count(r => !r.Features.IsEmpty)} cats dogs",
            Query(database, $"select count(*) || ' ' || count(features) || ' ' || min(class) || ' ' || max(class) from '{path}'"));
        Assert.Equal("0", Query(database, $"select count(*) from '{path}' where (outcome = 'ok') <> (features is not null)"));
        Assert.Equal("0", Query(database, $"select count(*) from '{path}' where features is not null and len(features) <> {Length}"));
        using var command = database.CreateCommand();
        command.CommandText = $"select path, class, view, outcome, features, split from '{path}'";
        using var reader = command.ExecuteReader();
        foreach (var row in Expected())
        {
            Assert.True(reader.Read());
            Assert.Equal(
                (row.Path, row.Class, row.View, row.Outcome),
                (reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3)));
            Assert.Equal(row.Split, reader.GetString(5));
            Assert.Equal(row.Features.IsEmpty, reader.IsDBNull(4));
            if (!row.Features.IsEmpty && row.View == 0)
            {
                Assert.Equal(Rounded(row, halfPrecision), reader.GetFieldValue<List<float>>(4));
            }
        }

        Assert.False(reader.Read());
        var column = halfPrecision ? "logical_type" : "type";
        var stored = Query(database, $"select {column} from parquet_schema('{path}') where name = 'element'");
        Assert.StartsWith(type, stored, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_row_groups_of_a_Parquet_file_are_bounded_and_Arrow_reads_it_with_null_where_there_are_no_features()
    {
        var path = Write("features.parquet");
        using var file = new ParquetSharp.Arrow.FileReader(path);

        Assert.Equal(2, file.NumRowGroups);
        using var batches = file.GetRecordBatchReader();
        var missing = 0;
        while (await batches.ReadNextRecordBatchAsync(TestContext.Current.CancellationToken) is { } batch)
        {
            using (batch)
            {
                var lists = Assert.IsType<ListArray>(batch.Column("features"));
                missing += lists.NullCount;
            }
        }

        Assert.Equal(Expected().Count(r => r.Features.IsEmpty), missing);
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        Assert.Equal("tiny 32", Query(database, "select string_agg(decode(value), ' ' order by decode(key) desc) "
            + $"from parquet_kv_metadata('{path}') where decode(key) like 'transfer.%'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_Arrow_file_holds_the_rows_with_null_where_there_are_no_features(bool halfPrecision)
    {
        using var stream = File.OpenRead(Write("features.arrow", halfPrecision));
        using var file = new ArrowFileReader(stream);
        var expected = Expected().ToList();
        var seen = 0;
        while (file.ReadNextRecordBatch() is { } batch)
        {
            using (batch)
            {
                var lists = Assert.IsType<FixedSizeListArray>(batch.Column("features"));
                for (var i = 0; i < batch.Length; i++, seen++)
                {
                    Assert.Equal(expected[seen].Path, ((StringArray)batch.Column("path")).GetString(i));
                    Assert.Equal(expected[seen].Outcome, ((StringArray)batch.Column("outcome")).GetString(i));
                    Assert.Equal(expected[seen].View, ((Int32Array)batch.Column("view")).GetValue(i));
                    Assert.Equal(expected[seen].Features.IsEmpty, lists.IsNull(i));
                    if (!lists.IsNull(i))
                    {
                        Assert.Equal(Rounded(expected[seen], halfPrecision), Values(lists.GetSlicedValues(i)));
                    }
                }
            }
        }

        Assert.Equal(Count, seen);
    }

    [Theory]
    [InlineData("features.parquet")]
    [InlineData("features.arrow")]
    [InlineData("features.npy")]
    public void A_full_disk_is_one_sentence_and_leaves_no_half_file(string name)
    {
        using var disk = SmallDisk.Mount("256k");
        var path = Path.Combine(disk.Path, name);
        var random = new Transfer.Augmentation.SeededRandom(1);
        var error = Assert.Throws<IOException>((Action)(() =>
        {
            using var file = FeatureFile.Create(path, halfPrecision: false);
            for (var i = 0; i < 2000; i++)
            {
                var features = Enumerable.Range(0, 256).Select(_ => (float)random.Normal(0, 1)).ToArray();
                file.Append(new ExtractedRow($"{i}.jpg", "", 0, "ok", features));
            }

            file.Finish();
        }));
        Assert.StartsWith($"The output '{path}' could not be written: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Free some space there or choose another folder; the features in the cache are kept.",
            error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(disk.Path));
    }

    [Theory]
    [InlineData(false, "<f4")]
    [InlineData(true, "<f2")]
    public void A_NumPy_file_is_the_matrix_of_the_rows_with_features_and_the_table_beside_it_says_which(bool halfPrecision, string type)
    {
        var bytes = File.ReadAllBytes(Write("features.npy", halfPrecision));
        var lines = File.ReadAllLines(_folder.File("features.csv"));
        var ok = Expected().Count(r => !r.Features.IsEmpty);

        Assert.Equal("\u0093NUMPY\u0001\0", Encoding.Latin1.GetString(bytes, 0, 8));
        Assert.Equal(128, 10 + BitConverter.ToUInt16(bytes, 8));
        Assert.Equal(
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({ok}, {Length}), }}",
            Encoding.ASCII.GetString(bytes, 10, 118).TrimEnd());
        Assert.Equal('\n', (char)bytes[127]);
        Assert.Equal(128 + ((long)ok * Length * (halfPrecision ? 2 : 4)), bytes.Length);
        Assert.Equal("path,class,split,view,outcome,row", lines[0]);
        Assert.Equal(Count, lines.Length - 1);
        var next = 0;
        foreach (var (row, line) in Expected().Zip(lines.Skip(1)))
        {
            var number = row.Features.IsEmpty ? "" : next.ToString(CultureInfo.InvariantCulture);
            var quoted = row.Path.Replace("\"", "\"\"", StringComparison.Ordinal);
            Assert.Equal($"\"{quoted}\",{row.Class},{row.Split},{row.View},{row.Outcome},{number}", line);
            if (!row.Features.IsEmpty)
            {
                var size = Length * (halfPrecision ? 2 : 4);
                var stored = bytes.AsSpan(128 + (next++ * size), size);
                Assert.Equal(Rounded(row, halfPrecision), halfPrecision
                    ? [.. MemoryMarshal.Cast<byte, Half>(stored).ToArray().Select(h => (float)h)]
                    : MemoryMarshal.Cast<byte, float>(stored).ToArray());
            }
        }
    }

    [Theory]
    [InlineData("features.parquet")]
    [InlineData("features.arrow")]
    [InlineData("features.npy")]
    public void A_file_that_is_not_finished_leaves_the_earlier_one_and_nothing_else(string name)
    {
        Write(name);
        var before = Directory.GetFiles(_folder.Path).ToDictionary(f => f, File.ReadAllBytes);
        using (var file = FeatureFile.Create(_folder.File(name)))
        {
            file.Append(Expected().First());
            Assert.NotEqual(before.Count, Directory.GetFiles(_folder.Path).Length);
        }

        Assert.Equal(before, Directory.GetFiles(_folder.Path).ToDictionary(f => f, File.ReadAllBytes));
    }

    [Theory]
    [InlineData("features.parquet")]
    [InlineData("features.arrow")]
    [InlineData("features.npy")]
    public void What_a_killed_program_left_is_removed_by_the_next(string name)
    {
        _folder.Write(Left(name), [1, 2, 3]);
        Write(name);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_killed_program_left_of_its_outcomes_is_removed_by_the_next()
    {
        var left = _folder.Write(Left("outcomes.csv"), [1, 2, 3]);
        using (new OutcomesFile(_folder.File("outcomes.csv")))
        {
            Assert.False(File.Exists(left));
        }

        Assert.Equal([_folder.File("outcomes.csv")], Directory.GetFiles(_folder.Path));
    }

    /// <summary>More than one batch; names that a CSV has to quote; rows without features, also before the first with them.</summary>
    private static IEnumerable<ExtractedRow> Expected()
    {
        for (var i = 0; i < Count; i++)
        {
            var row = new ExtractedRow($"{i % 2}/a \"{i}\", ä.jpg", i % 3 == 0 ? "cats" : "dogs", i % 2, "ok", default)
            {
                Split = i % 4 == 0 ? "" : "train",
                Recipe = Recipe,
            };
            yield return i % 10 == 0
                ? row with { Outcome = "truncated", Detail = "at 37 %" }
                : row with { Features = Enumerable.Range(0, Length).Select(j => (i * 0.37f) + (j / 7f)).ToArray() };
        }
    }

    private static float[] Rounded(ExtractedRow row, bool halfPrecision) =>
        halfPrecision ? [.. row.Features.ToArray().Select(v => (float)(Half)v)] : row.Features.ToArray();

    private static float[] Values(IArrowArray array) => array is HalfFloatArray half
        ? [.. Enumerable.Range(0, half.Length).Select(i => (float)half.GetValue(i)!.Value)]
        : ((FloatArray)array).Values.ToArray();

    private static string Query(DuckDBConnection database, string text)
    {
        using var command = database.CreateCommand();
        command.CommandText = text;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    /// <summary>The temporary name that a process with this one's number, which is gone, would have given to a file.</summary>
    private static string Left(string name) =>
        string.Join('~', [.. TemporaryFiles.CreateName($"{name}.").Split('~')[..2], "before-1.tmp"]);

    private string Write(string name, bool halfPrecision = false)
    {
        var path = _folder.File(name);
        using var file = FeatureFile.Create(path, halfPrecision);
        Expected().ToList().ForEach(file.Append);
        file.Finish();
        return path;
    }
}
