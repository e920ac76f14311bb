using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_become_features_and_classes()
    {
        var data = TableFiles.Read(Write("a, b,kind\n1,2.5,cat\n-3,1e2,dog\n5,6,cat\n"));
        Assert.Equal([1, 2.5f, -3, 100, 5, 6], data.Features);
        Assert.Equal([2], data.Shape);
        Assert.Equal([0, 1, 0], data.Labels);
        Assert.Equal(["cat", "dog"], data.Classes);
    }

    [Fact]
    public void Classes_that_are_numbers_are_in_their_order() =>
        Assert.Equal(["2", "9", "10"], TableFiles.Read(Write("y,x\n10,1\n9,2\n2,3\n"), "y").Classes);

    [Fact]
    public void Columns_become_values()
    {
        var data = TableFiles.Read(Write("x,height,weight\n1,2,3\n4,5,6\n"), "height,weight", task: TaskKind.Regression);
        Assert.Equal([2, 3, 5, 6], data.Targets);
        Assert.Equal(["height", "weight"], data.TargetNames);
        Assert.Equal((2, 1), (data.Count, data.Length));
    }

    [Fact]
    public void Labels_that_do_not_exclude_each_other_become_ones()
    {
        var data = TableFiles.Read(Write("x,label\n1,sea | boat\n2,\n3,boat\n"));
        Assert.Equal(["boat", "sea"], data.TargetNames);
        Assert.True(data.AreLabels);
        Assert.Equal([1, 1, 0, 0, 1, 0], data.Targets);
    }

    [Fact]
    public void Quoted_fields_may_have_commas_quotes_and_lines()
    {
        var table = CsvTable.Read(Write("text,y\n\"one, two\n\"\"three\"\"\",1\n\nfour,2\n"));
        Assert.Equal(2, table.Count);
        Assert.Equal("one, two\n\"three\"", table.Texts("text")[0].ReplaceLineEndings("\n"));
        Assert.Equal([1, 2], table.Numbers(["y"]));
    }

    [Theory]
    [InlineData("a,b\n1,2\n1,2,3\n", "Line 3 of 'PATH' has 3 fields, and the first line names 2. Quote fields that have commas in them.")]
    [InlineData("a,b\n1,2\nx,2\n", "Line 3 of 'PATH' has 'x' in the column 'a'; expected a number such as 0.5.")]
    [InlineData("a,b\n1,2\nNaN,2\n", "Line 3 of 'PATH' has 'NaN' in the column 'a'; expected a number such as 0.5.")]
    [InlineData("a,b\n1,\"2\"3\n", "Line 2 of 'PATH' is not CSV. Check its quotes: within a quoted field each is written twice.")]
    [InlineData("a,b\n", "'PATH' has no rows; expected a line of column names and rows below it.")]
    [InlineData("", "'PATH' is empty, or a pipe or device and no file. Expected a table; write what the pipe gives into a file first.")]
    public void What_cannot_be_read_is_said_with_its_line(string text, string sentence)
    {
        var path = Write(text);
        Assert.Equal(sentence.Replace("PATH", path, StringComparison.Ordinal),
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(path)).Message);
    }

    [Fact]
    public void A_column_that_is_not_there_is_said_with_those_that_are()
    {
        var path = Write("a,b\n1,2\n");
        Assert.Equal($"'{path}' has no column 'c'; it has a, b.",
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(path, "c")).Message);
    }

    [Fact]
    public void The_reviews_of_IMDB_are_read()
    {
        var table = CsvTable.Read(Repository.Shared("data", "imdb", "test.csv.gz"));
        Assert.Equal(2500, table.Count);
        Assert.Equal(["label", "text"], table.Columns);
        Assert.Equal(["0", "1"], table.Texts("label").Distinct().Order(StringComparer.Ordinal));
        Assert.All(table.Texts("text"), t => Assert.True(t.Length > 10, t));
    }

    private string Write(string text)
    {
        File.WriteAllText(_folder.File("data.csv"), text);
        return _folder.File("data.csv");
    }
}
