using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>What <see cref="FeatureFile"/> refuses, and a file without features.</summary>
public sealed class FeatureFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("features.parquet")]
    [InlineData("features.arrow")]
    [InlineData("features.npy")]
    public void A_folder_in_which_no_image_has_features_has_a_file_all_the_same(string name)
    {
        var path = _folder.File(name);
        using (var file = FeatureFile.Create(path))
        {
            file.Append(new ExtractedRow("a.jpg", "cats", 0, "zero bytes", default));
            file.Finish();
        }

        Assert.True(File.Exists(path));
    }

    [Fact]
    public void Rows_of_another_length_are_refused_with_a_sentence()
    {
        using var file = FeatureFile.Create(_folder.File("features.parquet"));
        file.Append(new ExtractedRow("a.jpg", "cats", 0, "ok", new float[3]));
        var error = Assert.Throws<ArgumentException>(() => file.Append(new ExtractedRow("b.jpg", "cats", 0, "ok", new float[4])));
        Assert.StartsWith("'b.jpg' has 4 features, and the rows before it have 3.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_ending_is_answered_with_the_choices()
    {
        var error = Assert.Throws<InvalidOptionsException>(() => FeatureFile.Create(_folder.File("features.csv")));
        Assert.Equal(
            $"The output '{_folder.File("features.csv")}' has to end in .parquet, .arrow or .npy, which says what is written.",
            error.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_before_work_begins()
    {
        var path = Path.Combine(_folder.Path, "missing", "features.parquet");
        var error = Assert.Throws<InvalidOptionsException>(() => FeatureFile.Create(path));
        Assert.Equal(
            $"The folder '{Path.Combine(_folder.Path, "missing")}' of the output does not exist; make it first or choose another.",
            error.Message);
    }

    [Theory]
    [InlineData("features.parquet")]
    [InlineData("features.arrow")]
    [InlineData("features.npy")]
    public void A_folder_that_cannot_be_written_is_said_before_work_begins(string name)
    {
        // Nobody may make a file there, not even root.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc.");
        var error = Assert.ThrowsAny<Exception>(() => FeatureFile.Create($"/proc/{name}"));
        Assert.StartsWith($"The output '/proc/{name}' could not be written: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("choose another folder; the features in the cache are kept.", error.Message, StringComparison.Ordinal);
    }
}
