using System.Text;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>CSV files as pandas, spreadsheets and Windows write them.</summary>
public sealed class CsvDialectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(",a,b,kind\n0,1,2,cat\n1,3,4,dog\n", "has no name")]
    [InlineData("Unnamed: 0,a,b,kind\n17,1,2,cat\n4,3,4,dog\n", "is 'Unnamed: 0'")]
    [InlineData(",Unnamed: 0,a,b,kind\n0,17,1,2,cat\n1,4,3,4,dog\n", "has no name")]
    [InlineData("\"\",a,b,kind\nfirst,1,2,cat\nsecond,3,4,dog\n", "has no name")]
    public void The_index_of_pandas_is_no_feature(string text, string said)
    {
        var path = Write(text);
        var data = TableFiles.Read(path);
        Assert.Equal([1, 2, 3, 4], data.Features);
        Assert.Equal(["cat", "dog"], data.Classes);
        Assert.Equal($"The first column of '{path}' {said}: it is taken as the index that pandas writes, and left out.", data.Notes[0]);
        Assert.Equal($"The column kind of '{path}' is the target.", data.Notes[1]);
        Assert.Equal([1, 2, 3, 4], TableFiles.ReadFeatures(Write(text.Replace(",kind", "", StringComparison.Ordinal)
            .Replace(",cat", "", StringComparison.Ordinal).Replace(",dog", "", StringComparison.Ordinal))).Values);
    }

    [Theory]
    [InlineData("sep=;\n", ";")]
    [InlineData("\uFEFFSEP=;\r\n", ";")]
    [InlineData("sep=,\r", ",")]
    public void The_line_that_names_the_separator_to_a_spreadsheet_is_no_header(string declaration, string separator)
    {
        var data = TableFiles.Read(Write(declaration + "a;b;kind\n1;2;cat\n3;4;dog\n".Replace(";", separator, StringComparison.Ordinal)));
        Assert.Equal([1, 2, 3, 4], data.Features);
        Assert.Equal(["cat", "dog"], data.Classes);
        var path = Write(declaration + "a;b;kind\n1;2;cat\n3;x;dog\n".Replace(";", separator, StringComparison.Ordinal));
        Assert.Equal($"Line 4 of '{path}' has 'x' in the column 'b'; expected a number such as 0.5.",
            Assert.Throws<InvalidDataException>(() => TableFiles.Read(path)).Message);
    }

    [Theory]
    [InlineData(";", "semicolons")]
    [InlineData("\t", "tabs")]
    public void Semicolons_and_tabs_separate_fields(string separator, string name)
    {
        var path = Write("a;b;kind\n1;2;\"c,at\"\n3;4;d|og\n5;6;cow\n".Replace(";", separator, StringComparison.Ordinal));
        var data = TableFiles.Read(path);
        Assert.Equal([1, 2, 3, 4, 5, 6], data.Features);
        Assert.Equal(["c,at", "cow", "d", "og"], data.TargetNames);
        Assert.Equal($"The fields of '{path}' are separated by {name}.", data.Notes[0]);
    }

    [Fact]
    public void A_separator_in_texts_only_is_none()
    {
        Assert.Equal(["a;b", "c"], TableFiles.Read(Write("x;y,kind\n1,a;b\n2,c\n")).Classes);
        var path = Write("a;b,kind\n1;2,x\n3;4,y\n");
        Assert.Equal($"The fields of '{path}' could be separated by commas or by semicolons; expected one of them. Put fields that have "
            + "the other one in them into quotation marks.", Refused(path));
    }

    [Fact]
    public void A_number_with_a_comma_is_named() => Assert.EndsWith(
        "Line 3 of '" + Write("a;kind\n1;x\n1,5;y\n") + "' has '1,5' in the column 'a'; expected a number with a point, such as 1.5.",
        Refused(_folder.File("data.csv")), StringComparison.Ordinal);

    [Fact]
    public void Other_encodings_than_UTF_8_are_refused_with_the_line()
    {
        const string text = "x,kind\n1,cat\n2,écureuil\n";
        const string repair = "expected UTF-8. Save the file as UTF-8, which a spreadsheet program calls 'CSV UTF-8'.";
        var path = Write(text, Encoding.Latin1);
        Assert.Equal($"Line 3 of '{path}' has the byte 0xE9 behind '2,', as Latin-1 and Windows code pages have it; "
            + $"{repair}", Refused(path));
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, new UnicodeEncoding(false, false) })
        {
            Assert.Equal($"Line 1 of '{path}' has bytes as UTF-16 has them; {repair}", Refused(Write(text, encoding)));
        }

        Assert.Equal(["cat", "écureuil"], TableFiles.Read(Write(text, new UTF8Encoding(true))).Classes);
    }

    [Theory]
    [InlineData("5.1,3.5,0\n4.9,3.0,1\n", "5.1, 3.5, 0")]
    [InlineData("5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,virginica\n", "5.1, 3.5, 1.4, …")]
    [InlineData("0,1,2\n4.9,3.0,1\n", "0, 1, 2")]
    public void A_header_of_numbers_is_asked_about(string text, string shown)
    {
        var path = Write(text);
        var sentence = $"The first line of '{path}' has numbers ({shown}) where column names are expected. If it is a row, write a line of "
            + "names above it; if they are names, begin them with a letter, such as x0.";
        Assert.Equal(sentence, Refused(path));
    }

    [Fact]
    public void The_columns_of_an_array_in_pandas_are_no_row()
    {
        Assert.Equal([4.9f, 3, 5, 2], TableFiles.Read(Write("0,1,kind\n4.9,3.0,a\n5,2,b\n")).Features);
        Assert.Equal([7, 9], TableFiles.Read(Write("kind,1,2\na,7,9\n"), "kind").Features);
    }

    [Fact]
    public void A_column_without_a_name_is_named_and_one_without_fields_is_none()
    {
        var path = Write("a,,kind\n1,2,x\n3,4,y\n");
        Assert.Equal($"The column 2 of '{path}' has no name; expected one for each column.", Refused(path));
        Assert.Equal([1, 3], TableFiles.Read(Write("a,kind,\n1,x,\n3,y,\n")).Features);
    }

    [Fact]
    public void Columns_of_ones_and_zeros_are_classes()
    {
        var path = Write("x,cat,dog,cow\n1,1,0,0\n2,0,1,0\n3,0,0,1\n4,0,1,0\n");
        foreach (var (labels, notes) in new[] { ((string?)null, 2), ("cat,dog,cow", 1) })
        {
            var data = TableFiles.Read(path, labels);
            Assert.Equal([1, 2, 3, 4], data.Features);
            Assert.Equal(["cat", "dog", "cow"], data.Classes);
            Assert.Equal([0, 1, 2, 1], data.Labels);
            Assert.Equal($"The columns cat, dog, cow of '{path}' have a single 1 in each row, and are taken as classes. Choose the task "
                + "multilabel if they are labels that do not exclude each other, or regression if they are values.", data.Notes[^1]);
            Assert.Equal(notes, data.Notes.Count);
        }

        var booleans = TableFiles.Read(Write("x,kind_cat,kind_dog\n1,True,False\n2,False,True\n3,False,True\n"));
        Assert.Equal(["kind_cat", "kind_dog"], booleans.Classes);
        Assert.Equal([0, 1, 1], booleans.Labels);
        path = Write("x,cat,dog,cow\n1,1,0,0\n2,0,1,0\n3,0,0,1\n4,0,1,0\n");
        Assert.Equal(2, TableFiles.Read(path, "cat,dog", TaskKind.MultiLabel).TargetNames.Count);
        Assert.Equal($"Line 4 of '{path}' has 0, 0 in its 2 targets, and classes exclude each other: expected one 1 and otherwise 0. Use "
            + "multilabel or "
            + "regression.", Assert.Throws<InvalidDataException>(() => TableFiles.Read(path, "cat,dog", TaskKind.Binary)).Message);
    }

    [Fact]
    public void A_last_column_of_ones_and_zeros_is_no_one_hot_class()
    {
        var data = TableFiles.Read(Write("red,blue,bad\n1,0,1\n0,1,1\n1,0,0\n0,1,1\n"));
        Assert.Equal(["0", "1"], data.Classes);
        Assert.Equal(2, data.Length);
    }

    [Fact]
    public void A_split_column_and_paths_are_no_features()
    {
        var path = Write("file,a,split,kind\nx.png,1,Train,cat\ny.png,2,val,dog\n");
        var data = TableFiles.Read(path);
        Assert.Equal([1, 2], data.Features);
        Assert.Equal(["train", "validation"], data.Splits);
        Assert.Equal(["x.png", "y.png"], data.SampleNames);
        // A column of numbers is a feature, whatever it is called.
        Assert.Equal(2, TableFiles.Read(Write("file,split,kind\n1,2,cat\n3,4,dog\n")).Length);
        path = Write("a,split,kind\n1,train,cat\n2,holdout,dog\n");
        Assert.Equal($"Line 3 of '{path}' has 'holdout' in the column 'split'; expected train, validation or test. Correct or rename the "
            + "column.", Refused(path));
    }

    [Fact]
    public void An_empty_class_names_its_row()
    {
        var path = Write("x,kind\n1,cat\n2, \n3,dog\n");
        Assert.StartsWith($"Line 3 of '{path}' has no class in the column 'kind'; expected one for each sample.", Refused(path),
            StringComparison.Ordinal);
        Assert.Equal(["cat", "dog"], TableFiles.Read(Write("x,kind\n1,cat\n2, cat\n3,dog \n")).Classes);
    }

    private static string Refused(string path) => Assert.Throws<InvalidDataException>(() => TableFiles.Read(path)).Message;

    private string Write(string text, Encoding? encoding = null)
    {
        encoding ??= new UTF8Encoding(false);
        return _folder.Write("data.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
    }
}
