using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Label files as people have them: other names of columns, other spellings of paths, columns of 0 and 1, a split.</summary>
public sealed class TargetTableSpellingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("path")]
    [InlineData("filename")]
    [InlineData("file")]
    [InlineData("image")]
    [InlineData("image_path")]
    [InlineData("Filename")]
    public void The_column_of_paths_has_one_of_several_names(string name) =>
        Assert.Equal(["cat", "dog"], Read($",{name},label\n" + Rows(8, i => i % 2 == 0 ? "cat" : "dog", index: true)).Classes);

    [Fact]
    public void The_index_of_pandas_is_no_target()
    {
        var data = Read(",path,price\n" + Rows(10, i => $"{i}.5", index: true));
        Assert.Equal((TaskKind.Regression, "price"), (data.Kind, string.Join(' ', data.Classes)));
        Assert.Contains("has no name: it is taken as the index that pandas writes, and left out.", data.Sentences.Last(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_hot_columns_are_classes_and_other_zeros_and_ones_are_labels()
    {
        var data = Read("path,cat,dog,cow\n" + Rows(9, i => new[] { "1,0,0", "0,1,0", "0,0,1" }[i % 3]));
        Assert.Equal((TaskKind.MultiClass, "cat dog cow"), (data.Kind, string.Join(' ', data.Classes)));
        Assert.Contains("The columns cat, dog, cow of", data.Sentences.Last(), StringComparison.Ordinal);
        Assert.Contains("have a single 1 in each row, and are taken as classes.", data.Sentences.Last(), StringComparison.Ordinal);
        Assert.All(data.Train.Concat(data.Validation), s => Assert.Equal(int.Parse(Path.GetFileNameWithoutExtension(s.Path)) % 3, s.Label));

        data = Read("path,sea,sand\n" + Rows(8, i => $"{i % 2},{i / 2 % 2}"));
        Assert.Equal((TaskKind.MultiLabel, "sea sand"), (data.Kind, string.Join(' ', data.Classes)));
        Assert.Contains("taken as labels that do not exclude each other.", data.Sentences.Last(), StringComparison.Ordinal);

        Assert.Equal(TaskKind.Regression, Read("path,cat,dog\n" + Rows(8, i => $"{i % 2},{1 - (i % 2)}"), "regression").Kind);
        Assert.Equal(TaskKind.MultiLabel, Read("path,cat,dog\n" + Rows(8, i => $"{i % 2},{1 - (i % 2)}"), "multilabel").Kind);
        Assert.Equal(TaskKind.Binary, Read("path,cat,dog\n" + Rows(8, i => $"{i % 2},{1 - (i % 2)}"), "binary").Kind);
        Assert.Equal(TaskKind.Regression, Read("path,one\n" + Rows(8, _ => "1")).Kind);
        data = Read("path,broken\n" + Rows(8, i => $"{i % 2}"));
        Assert.Equal((TaskKind.Binary, "0 1"), (data.Kind, string.Join(' ', data.Classes)));
        Assert.EndsWith("is taken as the classes.", data.Sentences.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_texts_is_the_class_whatever_its_name()
    {
        Assert.Equal(["cat", "dog"], Read("path,animal\n" + Rows(8, i => i % 2 == 0 ? "cat" : "dog")).Classes);
        var data = Read("path,class,age\n" + Rows(8, i => $"{i % 2},{i}"));
        Assert.Equal(["0", "1"], data.Classes);
        Assert.Matches("^Not used: the column age of '.*'.$", data.Sentences.Last());
    }

    [Fact]
    public void A_split_column_is_used()
    {
        string[] splits = ["train", "train", "Train", "val", "test", "train"];
        var data = Read("path,split,label\n" + Rows(6, i => $"{splits[i]},{(i % 2 == 0 ? "cat" : "dog")}"));
        Assert.Equal((4, 1, 1), (data.Train.Count, data.Validation.Count, data.Test.Count));
        Assert.EndsWith("split by its column 'split'", data.Description, StringComparison.Ordinal);
        var values = Read("path,split,price\n" + Rows(6, i => $"{splits[i]},{i}"));
        Assert.Equal((TaskKind.Regression, "price", 1), (values.Kind, string.Join(' ', values.Classes), values.Test.Count));
        Assert.Equal(3, Read("path,split,label\n" + Rows(20, i => $"{(i < 15 ? "train" : "test")},{(i % 2 == 0 ? "a" : "b")}"))
            .Validation.Count);
    }

    [Theory]
    [InlineData("holdout", "Line 3 of 'PATH' has 'holdout' in the column 'split'; expected train, validation or test.")]
    [InlineData("", "Line 3 of 'PATH' has '' in the column 'split'; expected train, validation or test.")]
    public void A_split_that_is_none_is_named(string split, string sentence) => Assert.StartsWith(
        sentence.Replace("PATH", _folder.File("targets.csv"), StringComparison.Ordinal),
        Refused<InvalidDataException>($"path,split,label\n0.png,train,cat\n1.png,{split},dog\n"), StringComparison.Ordinal);

    [Fact]
    public void A_split_without_training_is_named() => Assert.Contains(
        "The column 'split' of '", Refused<InvalidDataException>("path,split,label\n0.png,test,cat\n1.png,test,dog\n"),
        StringComparison.Ordinal);

    [Fact]
    public void A_backslash_is_a_slash()
    {
        foreach (var path in new[] { "train/cats/1.png", "train/dogs/2.png", "train/dogs/3.png", "val/dogs/4.png" })
        {
            _folder.Write($"data/{path}", []);
        }

        var data = Read("path,label\ntrain\\cats\\1.png,cat\ntrain\\dogs\\2.png,dog\ntrain/dogs/3.png,dog\nval\\dogs\\4.png,dog\n");
        Assert.Equal((3, 1), (data.Train.Count, data.Validation.Count));
        Assert.All(data.Train, s => Assert.True(File.Exists(s.Path), s.Path));
        Assert.Equal("train/cats/1.png", data.Train[0].NameIn(_folder.File("data")));
    }

    [Theory]
    [InlineData("./0.png")]
    [InlineData("sub/../0.png")]
    [InlineData(".\\0.png")]
    [InlineData("//0.png")]
    [InlineData("0.png ")]
    public void The_same_file_in_another_spelling_is_a_duplicate(string other)
    {
        other = other == "//0.png" ? _folder.File("data", "0.png") : other;
        Assert.Equal($"'{_folder.File("targets.csv")}' has the image '0.png' 2 times; expected each once, with several labels as 'a|b'. "
            + $"Line 4 of '{_folder.File("targets.csv")}' has it again, as '{other}'.",
            Refused<InvalidDataException>($"path,label\n0.png,cat\n1.png,dog\n{other},cat\n"));
    }

    [Fact]
    public void An_empty_label_names_its_row_and_makes_no_labels() => Assert.StartsWith(
        $"Line 4 of '{_folder.File("targets.csv")}' has no class in the column 'label'; expected one for each sample. Fill the field in or "
        + "leave the row out, or choose the task multilabel if a sample may have no label.",
        Refused<InvalidDataException>("path,label\n0.png,cat\n1.png,dog\n2.png,\n3.png,dog\n"), StringComparison.Ordinal);

    [Fact]
    public void Latin_1_is_refused_with_the_line()
    {
        Directory.CreateDirectory(_folder.File("data"));
        var path = _folder.Write(
            "targets.csv", System.Text.Encoding.Latin1.GetBytes("path,label\n0.png,cat\n1.png,chat-huant\né.png,cat\n"));
        Assert.StartsWith($"Line 4 of '{path}' has the byte 0xE9 behind '', as Latin-1",
            Assert.Throws<InvalidDataException>(() => TargetTable.Read(_folder.File("data"), path, null, 0.2, 1)).Message,
            StringComparison.Ordinal);
    }

    private static string Rows(int count, Func<int, string> targets, bool index = false) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"{(index ? $"{i}," : "")}{i}.png,{targets(i)}\n"));

    private string Refused<T>(string table)
        where T : Exception => Assert.Throws<T>(() => Read(table)).Message;

    private ImageDataset Read(string table, string? task = null)
    {
        for (var i = 0; i < 20; i++)
        {
            File.WriteAllText(_folder.File("data", $"{i}.png"), "");
        }

        return TargetTable.Read(
            _folder.File("data"), _folder.Write("targets.csv", System.Text.Encoding.UTF8.GetBytes(table)), task, 0.2, seed: 1);
    }
}
