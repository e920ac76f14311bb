using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class AuditChangesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public AuditChangesTests()
    {
        _data = Path.Combine(_folder.Path, "data");
        string[] names =
        [
            "train/cats/1", "train/cats/2", "train/cats/3", "train/dogs/1", "train/dogs/4", "validation/cats/5", "validation/dogs/6",
        ];
        foreach (var name in names)
        {
            _folder.Write($"data/{name}.jpg", System.Text.Encoding.UTF8.GetBytes(name));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Marks_are_applied_nothing_is_replaced_and_all_of_it_is_undone()
    {
        var before = Contents();
        var result = Apply(
            "path,finding,group,score,class,proposed,action",
            "train/cats/1.jpg,label,,0.9,cats,dogs,relabel:dogs",
            "train/cats/2.jpg,duplicate,1,1,cats,delete,delete",
            "train/cats/2.jpg,leak,1,1,cats,delete,delete",
            "train/cats/3.jpg,outlier,,0.6,cats,,move:validation",
            "train/dogs/4.jpg,label,,0.8,dogs,cats,",
            "train/dogs/gone.jpg,label,,0.8,dogs,cats,delete",
            ",shortcut,border,0.9,dogs,,");
        Assert.Equal((1, 1, 1), (result.Deleted, result.Relabelled, result.Moved));
        Assert.Equal(["train/dogs/gone.jpg"], result.Missing);
        Assert.Equal(Path.Combine($"{_data}-quarantine", "undo-0001.csv"), result.UndoFile);
        Assert.Equal("train/cats/2", File.ReadAllText(Path.Combine($"{_data}-quarantine", "train", "cats", "2.jpg")));
        // There is a dogs/1.jpg already.
        Assert.Equal("train/cats/1", File.ReadAllText(Path.Combine(_data, "train", "dogs", "1-2.jpg")));
        Assert.Equal("train/cats/3", File.ReadAllText(Path.Combine(_data, "validation", "cats", "3.jpg")));
        Assert.Equal(before.Values.Order(), Contents().Values.Concat(["train/cats/2"]).Order());

        Assert.Equal(3, AuditChanges.Undo(result.UndoFile!));
        Assert.Equal(before, Contents());
        Assert.Equal(["undo-0001.done.csv"], Directory.GetFiles($"{_data}-quarantine").Select(f => Path.GetFileName(f)!));
    }

    [Fact]
    public void Without_a_column_of_marks_all_that_is_proposed_is_done_and_said()
    {
        var result = Apply(
            "path,finding,group,score,class,proposed",
            "train/cats/1.jpg,label,,0.9,cats,dogs",
            "train/cats/1.jpg,near_duplicate,1,0.98,cats,delete",
            "train/cats/2.jpg,label,,0.9,cats,dogs");
        Assert.Equal((1, 1, 0), (result.Deleted, result.Relabelled, result.Moved));
        Assert.Equal(
        [
            $"'{Table}' has no column 'action', so all that is proposed is done.",
            "1 images have several proposals; to remove an image goes before another class.",
        ], result.Notes);
        Assert.Null(Apply("path,finding,group,score,class,proposed", "train/dogs/4.jpg,outlier,,0.9,dogs,").UndoFile);
    }

    [Theory]
    [InlineData("train/cats/1.jpg", "cats", "remove",
        "has the mark 'remove'; expected 'delete', a class (cats, dogs), or a split (train, validation, test).")]
    [InlineData("train/cats/1.jpg", "cats", "relabel:birds",
        "has the mark 'relabel:birds'; expected 'delete', a class (cats, dogs), or a split (train, validation, test).")]
    [InlineData("../other/1.jpg", "cats", "delete", "has the path '../other/1.jpg', which leaves '{0}'; expected images in it.")]
    [InlineData("train/cats/1.jpg", "dogs", "cats",
        "gives 'train/cats/1.jpg' the class 'dogs', and it does not lie in the folder of that class. Where a table has the classes, change "
        + "them there.")]
    public void A_mark_that_cannot_be_followed_is_said_and_nothing_moves(string path, string label, string action, string expected)
    {
        var before = Contents();
        var fault = Assert.Throws<InvalidDataException>(() => Apply(
            "path,finding,group,score,class,proposed,action",
            $"{path},label,,0.9,{label},,{action}",
            "train/cats/2.jpg,label,,1,cats,,delete"));
        Assert.Equal($"Line 2 of '{Table}' {expected.Replace("{0}", _data, StringComparison.Ordinal)}", fault.Message);
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void Two_marks_of_an_image_and_a_table_without_a_folder_are_said()
    {
        Assert.Equal($"'train/cats/1.jpg' is marked in two ways, by Line 2 of '{Table}' and Line 3 of '{Table}'; expected one.",
            Assert.Throws<InvalidDataException>(() => Apply(
                "path,class,action", "train/cats/1.jpg,cats,delete", "train/cats/1.jpg,cats,dogs")).Message);
        Assert.Equal($"There is no 'audit.json' beside '{Table}', which would name the images' folder. Give the data folder.",
            Assert.Throws<FileNotFoundException>(() => AuditChanges.Apply(new AuditApplyOptions { Table = Table })).Message);
        _folder.Write("audit.json", "{\"data\": 3}"u8);
        Assert.Equal($"'{_folder.File("audit.json")}' is damaged: it does not say which folder was audited. Give the data folder.",
            Assert.Throws<InvalidDataException>(() => AuditChanges.Apply(new AuditApplyOptions { Table = Table })).Message);
        Assert.Equal("There is no folder 'nowhere', whose images the table is about. Give the data folder.",
            Assert.Throws<DirectoryNotFoundException>(
                () => AuditChanges.Apply(new AuditApplyOptions { Table = Table, Data = "nowhere" })).Message);
    }

    [Fact]
    public void An_undo_that_would_replace_something_moves_nothing()
    {
        var undo = Apply("path,class,action", "train/cats/1.jpg,cats,delete", "train/cats/2.jpg,cats,delete").UndoFile!;
        _folder.Write("data/train/cats/1.jpg", "new"u8);
        var moved = Path.Combine($"{_data}-quarantine", "train", "cats", "1.jpg");
        Assert.Equal($"Something is at '{Path.Combine(_data, "train", "cats", "1.jpg")}', where '{moved}' would go back to. Move it "
            + "elsewhere; nothing was moved.", Assert.Throws<IOException>(() => AuditChanges.Undo(undo)).Message);
        Assert.False(File.Exists(Path.Combine(_data, "train", "cats", "2.jpg")));
        File.Delete(Path.Combine(_data, "train", "cats", "1.jpg"));
        // An image that had not been moved yet when an earlier apply was stopped is still in its place.
        File.Move(Path.Combine($"{_data}-quarantine", "train", "cats", "2.jpg"), Path.Combine(_data, "train", "cats", "2.jpg"));
        Assert.Equal(1, AuditChanges.Undo(undo));
        Assert.True(File.Exists(Path.Combine(_data, "train", "cats", "1.jpg")));
    }

    private string Table => Path.Combine(_folder.Path, "marks.csv");

    private AuditApplyResult Apply(params string[] lines)
    {
        File.WriteAllLines(Table, lines);
        return AuditChanges.Apply(new AuditApplyOptions { Table = Table, Data = _data });
    }

    private Dictionary<string, string> Contents() => Directory.GetFiles(_data, "*", SearchOption.AllDirectories)
        .ToDictionary(f => Path.GetRelativePath(_data, f), File.ReadAllText);
}
