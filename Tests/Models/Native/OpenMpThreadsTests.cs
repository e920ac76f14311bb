using TorchSharp;

namespace Transfer.Tests.Models;

public sealed class OpenMpThreadsTests
{
    [Fact]
    public void Libtorch_has_one_thread_while_work_runs_on_the_calling_thread_and_other_threads_keep_theirs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && torch.get_num_threads() > 1, "Here is no OpenMP with several threads.");
        var before = torch.get_num_threads();
        var (inside, elsewhere) = OpenMpThreads.OnCallingThread(() => (torch.get_num_threads(), OnAnotherThread()));
        Assert.Equal((1, before), (inside, elsewhere));
        Assert.Equal(before, torch.get_num_threads());
        Assert.Throws<InvalidDataException>(() => OpenMpThreads.OnCallingThread<int>(() => throw new InvalidDataException()));
        Assert.Equal(before, torch.get_num_threads());
    }

    private static int OnAnotherThread()
    {
        var number = 0;
        var thread = new Thread(() => number = torch.get_num_threads());
        thread.Start();
        thread.Join();
        return number;
    }
}
