using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class CsvFieldTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+SUM(A1,A2)", "\"'+SUM(A1,A2)\"")]
    [InlineData("-1/cats.jpg", "'-1/cats.jpg")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\uFF1D1", "'\uFF1D1")]
    [InlineData("-", "'-")]
    [InlineData("'=1", "''=1")]
    [InlineData("''-x", "'''-x")]
    [InlineData("-Infinity", "'-Infinity")]
    // Numbers stay numbers, and all else what it is.
    [InlineData("-1", "-1")]
    [InlineData("+1.5e-7", "+1.5e-7")]
    [InlineData("cats", "cats")]
    [InlineData("a=b", "a=b")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("'-1", "'-1")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    public void A_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_is_read_back(string text, string field)
    {
        Assert.Equal(field, CsvField.Quoted(text));
        var path = _folder.Write("a.csv", System.Text.Encoding.UTF8.GetBytes($"path,{CsvField.Quoted(text)}\n{CsvField.Quoted(text)},1\n"));
        var table = CsvTable.Read(path);
        Assert.Equal(text, Assert.Single(table.Texts("path")));
        Assert.Equal(text, table.Header[1]);
    }

    [Fact]
    public void Columns_of_one_name_are_refused()
    {
        var path = _folder.Write("a.csv", "a,b,a\n1,2,3\n"u8);
        Assert.Equal($"'{path}' has the column 'a' 2 times; expected different names.",
            Assert.Throws<InvalidDataException>(() => CsvTable.Read(path)).Message);
    }

    [Fact]
    public void Columns_whose_names_differ_by_a_blank_are_found_both()
    {
        var table = CsvTable.Read(_folder.Write("a.csv", "path, label,dogs,dogs \na,b,1,2\n"u8));
        Assert.Equal("b", table.Texts("label")[0]);
        Assert.Equal([1f, 2f], table.Numbers(["dogs", "dogs "]));
        Assert.Equal(["path", "label", "dogs", "dogs"], table.Columns);
    }
}
