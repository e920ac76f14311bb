using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>Nothing leaves the machine. Each case runs in a process of its own, with a new home folder.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string Switch = "ORT_DISABLE_TELEMETRY";

    // On a build server, known by these, ONNX Runtime has no telemetry.
    private static readonly string[] BuildServers =
    [
        "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TRAVIS", "JENKINS_URL", "CODEBUILD_BUILD_ID", "BUILDKITE",
        "TEAMCITY_VERSION", "APPVEYOR", "BITBUCKET_BUILD_NUMBER",
    ];

    // ONNX Runtime looks up where to send its telemetry ten seconds after it has begun.
    private static readonly TimeSpan UntilTelemetryIsSent = TimeSpan.FromSeconds(11);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_that_predicts_opens_no_socket_and_keeps_no_device_id()
    {
        SkipWithoutTelemetry();
        Assert.SkipUnless(await Succeeds("strace", "-V"), "There is no strace, which shows the sockets of a process.");
        var calls = _folder.File("calls.txt");
        // Whatever happens, nothing is sent from a network without a link.
        string[] alone = await Succeeds("unshare", "-r", "-n", "true") ? ["unshare", "-r", "-n"] : [];

        await Run(nameof(Predict), value: null, [.. alone, "strace", "-f", "-qq", "-e", "trace=socket", "-o", calls]);

        Assert.Empty(Kept());
        // .NET listens for debuggers on a socket of the file system.
        Assert.DoesNotContain(await File.ReadAllLinesAsync(calls), line =>
            line.Contains("socket(", StringComparison.Ordinal) && !line.Contains("AF_UNIX", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_begins_with_options_of_training_has_no_telemetry_in_a_session_of_its_own()
    {
        SkipWithoutTelemetry();

        await Run(nameof(Make_options_and_a_session), value: null);

        Assert.Empty(Kept());
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("", false)]
    [InlineData("1", false)]
    public async Task Who_sets_the_variable_decides(string value, bool isKept)
    {
        SkipWithoutTelemetry();

        await Run(nameof(Make_options_and_a_session), value);

        Assert.Equal(isKept, Kept().Length > 0);
    }

    [Fact]
    public async Task A_program_that_sets_the_variable_itself_decides()
    {
        SkipWithoutTelemetry();

        await Run(nameof(Allow_telemetry_and_make_a_session), value: null);

        Assert.NotEmpty(Kept());
    }

    [Fact]
    public void Predict()
    {
        TestProcess.SkipElsewhere();
        using var folder = new TemporaryFolder();
        using var classifier = ImageClassifier.Load(ExportedModels.OfImages(folder.File("model.onnx")));
        Assert.Equal(2, classifier.Predict(DrawnImages.Folder(folder, 1, size: 32)).Count(p => p.Error is null));
        Thread.Sleep(UntilTelemetryIsSent);
    }

    [Fact]
    public void Make_options_and_a_session()
    {
        TestProcess.SkipElsewhere();
        Assert.Empty(new ClassifierOptions().Validate());
        Assert.NotEmpty(OrtEnv.Instance().GetVersionString());
    }

    [Fact]
    public void Allow_telemetry_and_make_a_session()
    {
        TestProcess.SkipElsewhere();
        Environment.SetEnvironmentVariable(Switch, "0");
        Make_options_and_a_session();
    }

    // On Windows it goes through the system, which keeps a device id of its own.
    private static void SkipWithoutTelemetry() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux is it known where ONNX Runtime keeps what it sends.");

    private static async Task<bool> Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private Task Run(string test, string? value, params IReadOnlyList<string> runner) => TestProcess.Run(
        typeof(TelemetryTests).GetMethod(test)!,
        [.. BuildServers.Select(name => (name, (string?)null)),
            ("HOME", Directory.CreateDirectory(_folder.File("home")).FullName), ("XDG_CACHE_HOME", null), (Switch, value),
            (UserFolder.Variable, _folder.File("transfer"))],
        runner);

    /// <summary>What is in the home folder.</summary>
    private string[] Kept() => Directory.GetFiles(_folder.File("home"), "*", SearchOption.AllDirectories);
}
