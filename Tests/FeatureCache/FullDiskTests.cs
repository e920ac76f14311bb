using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class FullDiskTests
{
    [Fact]
    public void A_full_disk_is_one_sentence_and_leaves_the_store_valid_and_the_rows_for_the_next_try()
    {
        using var disk = SmallDisk.Mount("2m");
        var filler = Path.Combine(disk.Path, "filler");
        File.WriteAllBytes(filler, new byte[1 << 20]);
        using (var store = Rows.Open(disk.Path))
        {
            using var writer = store.CreateWriter(new FeatureWriterOptions { RowsPerShard = 500 });
            var error = Assert.Throws<IOException>((Action)(() =>
            {
                for (var image = 0; ; image++)
                {
                    writer.Append(Rows.Key(image), Rows.Of(Rows.Key(image)));
                }
            }));
            Assert.StartsWith($"The feature cache could not write into '{store.Folder}'", error.Message, StringComparison.Ordinal);
            Assert.Contains("Free some space there", error.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(store.Folder, "*.tmp"));
            Assert.True(store.Count > 0);
            Assert.Equal(0, store.Count % 500);
            Check(store.Count);

            File.Delete(filler);
            writer.Flush();
            Check(store.Count);
        }

        Rows.Open(disk.Path).Dispose();
        Assert.Empty(Directory.GetFiles(disk.Path, "*.tmp", SearchOption.AllDirectories));

        void Check(int count)
        {
            using var reader = Rows.Open(disk.Path);
            Assert.Empty(reader.DamagedShards);
            Assert.Equal(count, reader.Count);
            Assert.All(Enumerable.Range(0, count), image => Rows.AssertHolds(reader, Rows.Key(image)));
        }
    }
}
