using System.Diagnostics;
using System.Text;

namespace Transfer.Tests.Support;

/// <summary>The program in a process of its own, with a folder of the user that is there for one test.</summary>
internal sealed class ProgramProcess(TemporaryFolder folder, string mirror)
{
    // A question that nobody answers would wait for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs it without a terminal.</summary>
    public (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]);
        using var process = Start(start);
        using var limit = Limit(process);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Runs it at a terminal of <c>script</c>, and types an answer when a question has been asked.</summary>
    /// <param name="question">What the terminal shows before the answer is typed.</param>
    /// <param name="answer">The keys; null where no question is expected.</param>
    public (int Code, string Screen) RunAtTerminal(string question, string? answer, params string[] arguments)
    {
        var command = string.Join(' ', arguments.Prepend(Program).Prepend("dotnet").Select(word => $"'{word}'"));
        using var process = Start(new ProcessStartInfo("script", ["-qec", $"stty cols 200 rows 50; exec {command}", "/dev/null"]));
        using var limit = Limit(process);
        var screen = new StringBuilder();
        var buffer = new char[1024];
        for (int read; (read = process.StandardOutput.Read(buffer)) > 0;)
        {
            screen.Append(buffer, 0, read);
            if (answer is not null && screen.ToString().Contains(question, StringComparison.Ordinal))
            {
                process.StandardInput.Write(answer);
                process.StandardInput.Flush();
                answer = null;
            }
        }

        process.WaitForExit();
        Assert.True(answer is null, $"Nothing was asked: {screen}");
        return (process.ExitCode, screen.ToString());
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "transfer.dll");

    private static Timer Limit(Process process) =>
        new(_ => process.Kill(entireProcessTree: true), null, Longest, Timeout.InfiniteTimeSpan);

    private Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment["TRANSFER_HOME"] = Path.Combine(folder.Path, "home");
        start.Environment[BackboneRegistry.MirrorVariable] = mirror;
        start.Environment["TERM"] = "xterm";
        foreach (var name in start.Environment.Keys.Where(name => name is "CI" or "GITHUB_ACTIONS" or "NO_COLOR").ToList())
        {
            // Spectre.Console asks nothing on a build server.
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }
}
