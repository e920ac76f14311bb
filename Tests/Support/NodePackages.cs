using System.Diagnostics;

namespace Transfer.Tests.Support;

/// <summary>
/// Runs JavaScript with the packages of <c>Tests/Node/package.json</c>, which are installed once on a machine; skips the calling test
/// where there is no Node.js, or the packages cannot be had.
/// </summary>
internal static class NodePackages
{
    private static readonly Lazy<string?> Installed = new(Install);

    /// <summary>Runs a script.</summary>
    /// <param name="script">Its text, a module.</param>
    /// <returns>The exit code and the output.</returns>
    public static (int Code, string Output) Run(TemporaryFolder folder, string script, params string[] arguments)
    {
        Assert.SkipWhen(Installed.Value is null, "There is no Node.js, or its packages cannot be installed.");
        // Modules are looked for above the script.
        var path = Path.Combine(Installed.Value!, $"{Path.GetFileName(folder.Path)}-{Guid.NewGuid():N}.mjs");
        File.WriteAllText(path, script);
        try
        {
            return Start("node", Installed.Value!, [path, .. arguments]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Install()
    {
        var manifest = Path.Combine(Repository.Root, "Tests", "Node", "package.json");
        var name = $"transfer-tests-node-{ContentHash.OfFile(manifest).ToString()[..16]}";
        var target = Path.Combine(Path.GetTempPath(), name);
        if (Directory.Exists(Path.Combine(target, "node_modules")))
        {
            return target;
        }

        var work = Directory.CreateTempSubdirectory(name).FullName;
        try
        {
            File.Copy(manifest, Path.Combine(work, "package.json"));
            if (Start("npm", work, ["install", "--no-audit", "--no-fund"]).Code != 0)
            {
                return null;
            }

            Directory.Move(work, target);
            return target;
        }
        catch (Exception exception) when (exception is IOException or System.ComponentModel.Win32Exception)
        {
            // Another process was faster, or there is no npm.
            return Directory.Exists(Path.Combine(target, "node_modules")) ? target : null;
        }
    }

    private static (int Code, string Output) Start(string program, string folder, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within five minutes.");
        }

        return (process.ExitCode, output.Result + (process.ExitCode == 0 ? "" : errors.Result));
    }
}
