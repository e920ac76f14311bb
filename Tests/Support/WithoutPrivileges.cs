using System.Reflection;

namespace Transfer.Tests.Support;

/// <summary>Runs a test as a user whom the permissions of files bind; they do not bind root.</summary>
internal static class WithoutPrivileges
{
    // Root without these capabilities (man 7 capabilities) is bound like everybody else.
    private static readonly string[] Runner = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--"];

    /// <summary>Runs a test in a process of its own, or skips the calling test where that cannot be done.</summary>
    /// <param name="test">A test without parameters that calls <see cref="TestProcess.SkipElsewhere"/>.</param>
    public static Task Run(MethodInfo test)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other permissions.");
        var isRoot = Environment.IsPrivilegedProcess;
        Assert.SkipWhen(isRoot && !OperatingSystem.IsLinux(), "Root reads every file.");
        Assert.SkipWhen(isRoot && !File.Exists("/usr/bin/setpriv"), "Root reads every file, and there is no setpriv.");
        return TestProcess.Run(test, runner: isRoot ? Runner : []);
    }
}
