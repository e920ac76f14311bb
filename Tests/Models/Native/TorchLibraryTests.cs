using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models.Native;

public sealed class TorchLibraryTests
{
    private const string FileName = "libLibTorchSharp.so";

    [Fact]
    public void A_tensor_operation_works_in_this_process()
    {
        TorchLibraryResolver.Install();

        using var ones = torch.ones(2, 3);
        using var sum = ones.sum();

        Assert.Equal(6f, sum.item<float>());
    }

    [Fact]
    public void The_real_library_requires_a_version_for_one_symbol_that_is_only_mentioned()
    {
        var elf = new ElfVersionRequirements(ReadOriginal(out var path), path);

        var requirement = Assert.Single(elf.All, requirement => requirement.Version == "GLIBCXX_3.4.32");

        Assert.Equal(["_ZSt21ios_base_library_initv"], elf.SymbolsBoundTo(requirement));
        var changed = new ElfVersionRequirements(elf.Relax()!, path).All.Where(r => r.IsWeak).Except(elf.All.Where(r => r.IsWeak));
        Assert.Equal([requirement with { IsWeak = true }], changed);
    }

    [Fact]
    public void Other_libraries_are_left_to_others() =>
        Assert.Equal(IntPtr.Zero, TorchLibraryResolver.Resolve(typeof(TorchLibraryTests).Assembly, "SomethingElse"));

    [Fact]
    public void A_copy_that_the_system_refuses_says_what_can_be_done()
    {
        using var home = new TemporaryFolder();

        var fault = Assert.Throws<DllNotFoundException>(() => RelaxedLibrary.Load("libbroken.so", [1], [2, 3], () => home.Path));

        Assert.StartsWith("The system does not load libbroken.so: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            " Use a system with newer libraries, or a version of the TorchSharp package that was built for this one.",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_share_one_copy_and_leave_nothing_else()
    {
        var original = ReadOriginal(out var path);
        Assert.SkipWhen(NativeLibrary.TryLoad(path, out _), "TorchSharp's library loads as it is on this system.");
        using var home = new TemporaryFolder();

        var results = await Task.WhenAll(RunTensorTest(home.Path), RunTensorTest(home.Path));

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.Output));
        var copy = Assert.Single(Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(FileName, Path.GetFileName(copy));
        var relaxed = new ElfVersionRequirements(original, path).Relax();
        Assert.Equal(relaxed, await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_to_does_not_matter()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux needs the copy.");
        using var home = new TemporaryFolder();
        var file = home.Write("not-a-folder", [1]);

        var result = await RunTensorTest(file);

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Equal([1], await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_damaged_copy_is_replaced_and_a_whole_one_is_kept()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("copy.so", [1, 2]);

        RelaxedLibrary.Write(path, [1, 2, 3]);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));

        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        RelaxedLibrary.Write(path, [1, 2, 3]);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_allocator_takes_its_settings_where_there_is_glibc()
    {
        Assert.SkipUnless(File.Exists("/lib/x86_64-linux-gnu/libc.so.6") || File.Exists("/lib64/libc.so.6"), "There is no glibc here.");

        Assert.True(GlibcAllocator.Configure());
    }

    private static byte[] ReadOriginal(out string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux's library is an ELF file.");
        path = Assert.Single(TorchLibraryFolders.OfApplication().Find(FileName));
        return File.ReadAllBytes(path);
    }

    private static async Task<(int ExitCode, string Output)> RunTensorTest(string home)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(TorchLibraryTests).Assembly.Location, null))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "-method", $"{typeof(TorchLibraryTests).FullName}.{nameof(A_tensor_operation_works_in_this_process)}" },
            Environment = { [UserFolder.Variable] = home },
        };
        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancelled);
        var errors = process.StandardError.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        var text = await output + await errors;

        // A filter that finds no test also ends with 0 in some runners: the test must really have run.
        return (text.Contains("Total: 1", StringComparison.Ordinal) ? process.ExitCode : -1, text);
    }
}
