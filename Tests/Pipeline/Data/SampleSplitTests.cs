using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class SampleSplitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Copies_are_on_one_side_and_samples_without_copies_where_they_were()
    {
        // 40 samples, of which each ten have one content; 40 others.
        static object Content(int i) => i < 40 ? i / 10 : 100 + i;
        for (var seed = 1; seed <= 20; seed++)
        {
            var (train, validation) = new SampleSplit(["a"], 0.25, seed).Stratified(Enumerable.Range(0, 80), _ => 0, Content);
            Assert.Empty(train.Select(Content).Intersect(validation.Select(Content)));
            Assert.Equal(20, validation.Count);
            Assert.Equal(Enumerable.Range(0, 80), train.Concat(validation).Order());
        }

        var (all, held) = new SampleSplit(["a", "b"], 0.2, 3).Stratified(Enumerable.Range(0, 60), i => i % 2, i => i);
        Assert.Equal((48, 12), (all.Count, held.Count));
        Assert.Equal(6, held.Count(i => i % 2 == 0));
    }

    [Fact]
    public void Copies_with_another_class_are_on_the_same_side()
    {
        var (train, validation) = new SampleSplit(["a", "b"], 0.3, 1).Stratified(Enumerable.Range(0, 200), i => i / 100, i => i % 100);
        Assert.Empty(train.Select(i => i % 100).Intersect(validation.Select(i => i % 100)));
        Assert.Equal(60, validation.Count);
    }

    [Fact]
    public void A_class_of_copies_alone_is_split_all_the_same()
    {
        var (train, validation) = new SampleSplit(["a"], 0.2, 1).Stratified(Enumerable.Range(0, 10), _ => 0, _ => 7);
        Assert.Equal((8, 2), (train.Count, validation.Count));
        // Two contents of five copies: one of the two is held.
        (train, validation) = new SampleSplit(["a"], 0.2, 1).Stratified(Enumerable.Range(0, 10), _ => 0, i => i % 2);
        Assert.Equal((5, 5), (train.Count, validation.Count));
    }

    [Fact]
    public void Images_of_the_same_bytes_are_on_one_side()
    {
        foreach (var (label, name) in new[] { "blue", "red" }.Index())
        {
            for (var i = 0; i < 20; i++)
            {
                // Each image is there twice.
                File.WriteAllBytes(_folder.File("data", name, $"{i:D2}.png"), DrawnImages.Png(label, i / 2, 32));
            }
        }

        for (var seed = 1; seed <= 5; seed++)
        {
            var data = ImageFolder.Read(_folder.File("data"), 0.2, seed);
            Assert.Equal(8, data.Validation.Count);
            Assert.Empty(data.Train.Select(s => Content(s.Path)).Intersect(data.Validation.Select(s => Content(s.Path))));
        }

        static string Content(string path) => Convert.ToHexString(File.ReadAllBytes(path));
    }

    [Fact]
    public void Equal_rows_of_a_table_are_on_one_side()
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"{i / 3},{i % 2},{(i / 3 % 2 == 0 ? "a" : "b")}\n");
        var data = _folder.Write("rows.csv", System.Text.Encoding.UTF8.GetBytes("x,y,class\n" + string.Concat(rows)));
        var split = TableSplit.Read(new TrainOptions { Data = data });
        string Row(int i) => $"{split.Train.Features[2 * i]},{split.Train.Features[(2 * i) + 1]}";
        Assert.Empty(split.TrainRows.Select(Row).Intersect(split.ValidationRows.Select(Row)));
        Assert.InRange(split.ValidationRows.Length, 10, 12);
    }
}
