using Apache.Arrow;
using Apache.Arrow.Ipc;
using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class HalfPrecisionTests : IDisposable
{
    private static readonly FeatureRecipe Recipe = new([new("base", "tiny"), new("numeric type", "float16")]);

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Rows_come_back_rounded_to_half_precision_and_take_half_the_bytes()
    {
        float[] row = [0, -0f, 1, 1 / 3f, -65504, 6e-8f, 1e-9f, float.NaN, float.PositiveInfinity, 65519.9f];
        string folder;
        using (var store = Open(row.Length))
        {
            using var writer = store.CreateWriter();
            writer.Append(Rows.Key(0), row);
            writer.Flush();
            folder = store.Folder;
        }

        using var again = Open(row.Length);
        var found = new float[row.Length];
        Assert.True(again.CopyRow(Rows.Key(0), found));
        Assert.Equal(row.Select(value => (float)(Half)value), found);
        Assert.Equal(65504, found[^1]);

        using var stream = File.OpenRead(Directory.GetFiles(folder, "*.arrow").Single());
        using var reader = new ArrowFileReader(stream);
        using var batch = reader.ReadNextRecordBatch();
        Assert.IsType<HalfFloatArray>(((FixedSizeListArray)batch.Column(2)).Values);
    }

    [Theory]
    [InlineData(65520f, "A feature is 65520, but float16 ends at 65,504. Keep these features as float32.")]
    [InlineData(-1e6f, "A feature is -1E+06, but float16 ends at 65,504. Keep these features as float32.")]
    public void A_number_beyond_the_range_is_refused_and_the_rows_before_it_are_kept(float value, string sentence)
    {
        using var store = Open(2);
        using var writer = store.CreateWriter();
        writer.Append(Rows.Key(0), [1, 2]);
        Assert.Equal(sentence, Assert.Throws<InvalidDataException>(() => writer.Append(Rows.Key(1), [0, value])).Message);
        writer.Append(Rows.Key(2), [3, 4]);
        writer.Flush();
        Assert.Equal(2, store.Count);
        Assert.False(store.Contains(Rows.Key(1)));
    }

    [Fact]
    public void A_recipe_that_leaves_out_the_type_is_noticed()
    {
        FeatureStore.Open(_root.Path, Recipe, [2]).Dispose();
        Assert.Contains("float16", Assert.Throws<InvalidDataException>(() => Open(2)).Message, StringComparison.Ordinal);
    }

    private FeatureStore Open(int length) => FeatureStore.Open(
        _root.Path, Recipe, [length], new FeatureStoreOptions { Type = FeatureRowType.Float16 });
}
