using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Name => _folder.File("a.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_final_name_is_the_earlier_file_until_the_new_one_is_committed()
    {
        AtomicFile.Write(Name, "before"u8);
        using (var file = new AtomicFile(Name))
        {
            file.Stream.Write("after"u8);
            Assert.Equal("before", File.ReadAllText(Name));
            file.Commit();
        }

        Assert.Equal("after", File.ReadAllText(Name));
        Assert.Equal([Name], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_file_that_is_not_committed_leaves_nothing()
    {
        using (var file = new AtomicFile(Name))
        {
            file.Stream.Write("half"u8);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_closed_file_can_be_read_before_it_is_committed()
    {
        using var file = new AtomicFile(Name);
        file.Stream.Write("whole"u8);
        file.Close();
        Assert.Equal("whole", File.ReadAllText(file.TemporaryPath));
        Assert.False(File.Exists(Name));

        // Neither a second writer of this process nor one that comes later takes it for abandoned.
        using (var other = new AtomicFile(Name))
        {
            Assert.True(File.Exists(file.TemporaryPath));
        }

        file.Commit();
        Assert.Equal("whole", File.ReadAllText(Name));
    }

    [Fact]
    public void A_hashed_file_has_its_SHA_256_as_its_name_and_equal_content_is_one_file()
    {
        var path = AtomicFile.WriteHashed(_folder.Path, ".x", stream => stream.Write("abc"u8));
        Assert.Equal(Path.Combine(_folder.Path, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.x"), path);
        Assert.Equal(path, AtomicFile.WriteHashed(_folder.Path, ".x", stream => stream.Write("abc"u8)));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));

        // A damaged one is replaced.
        File.WriteAllText(path, "abd");
        AtomicFile.WriteHashed(_folder.Path, ".x", stream => stream.Write("abc"u8));
        Assert.Equal("abc", File.ReadAllText(path));
    }

    [Fact]
    public void A_fault_while_writing_leaves_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => AtomicFile.WriteHashed(_folder.Path, ".x", stream =>
        {
            stream.Write("abc"u8);
            throw new InvalidOperationException();
        }));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_hashed_file_that_another_process_removed_while_it_was_written_is_written_again()
    {
        var attempts = 0;
        var path = AtomicFile.WriteHashed(_folder.Path, ".x", stream =>
        {
            stream.Write("abc"u8);
            if (++attempts == 1)
            {
                File.Delete(Directory.GetFiles(_folder.Path).Single());
            }
        });
        Assert.Equal(2, attempts);
        Assert.Equal("abc", File.ReadAllText(path));
    }
}
