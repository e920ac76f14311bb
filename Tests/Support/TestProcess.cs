using System.Diagnostics;
using System.Reflection;

namespace Transfer.Tests.Support;

/// <summary>Runs a test in a process of its own: for what may end the process, and for what happens once in a process.</summary>
internal static class TestProcess
{
    private const string Variable = "TRANSFER_TEST_PROCESS";

    /// <summary>Whether this is a process for one test.</summary>
    public static bool IsOwn => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>Skips the calling test unless it runs in a process of its own.</summary>
    public static void SkipElsewhere() => Assert.SkipUnless(IsOwn, "Runs within another test.");

    /// <summary>Runs a test and requires that it succeeds.</summary>
    /// <param name="test">A test without parameters.</param>
    /// <param name="environment">More environment variables; null removes one.</param>
    /// <param name="runner">A program with its arguments that runs another program, such as <c>strace</c>.</param>
    public static async Task Run(
        MethodInfo test, IEnumerable<(string Name, string? Value)>? environment = null, params IReadOnlyList<string> runner)
    {
        var program = Path.ChangeExtension(typeof(TestProcess).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        string[] command = [.. runner, program, "-noLogo", "-method", $"{test.DeclaringType!.FullName}.{test.Name}"];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = "1";
        foreach (var (name, value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        var cancelled = TestContext.Current.CancellationToken;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancelled), process.StandardError.ReadToEndAsync(cancelled));
        await process.WaitForExitAsync(cancelled);
        var text = await output + await errors;
        Assert.True(
            process.ExitCode == 0 && text.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal),
            $"Ended with {process.ExitCode}: {text}");
    }
}
