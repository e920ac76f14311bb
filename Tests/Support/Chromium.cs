using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Transfer.Tests.Support;

/// <summary>Opens pages in headless Chromium, without a network; skips the calling test where there is none.</summary>
internal sealed partial class Chromium(TemporaryFolder folder)
{
    internal static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(f => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(f, name)))
            .FirstOrDefault(File.Exists);

    public static void SkipWithout() => Assert.SkipWhen(Program is null, "There is no Chromium on the PATH.");

    /// <summary>Shows a page at a width, in pixels.</summary>
    /// <returns>Its text, what it wrote to its console, and how wide it is: wider than it was shown means that it scrolls
    /// sideways.</returns>
    public (string Text, IReadOnlyList<string> Console, int Width) Open(string path, int width)
    {
        // A window of Chromium is never as narrow as a phone, but a frame in it is.
        var frame = folder.Write("frame.html", System.Text.Encoding.UTF8.GetBytes($$"""
            <!DOCTYPE html><iframe id="f" style="width:{{width}}px;height:640px;border:0"
            srcdoc="{{WebUtility.HtmlEncode(File.ReadAllText(path))}}"></iframe><pre id="o"></pre>
            <script>f.onload = () => { const d = f.contentDocument;
            o.textContent = `width ${d.documentElement.scrollWidth} of ${f.contentWindow.innerWidth}.\n${d.body.innerText}`; }</script>
            """));
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            "--hide-scrollbars", "--enable-logging=stderr", $"--user-data-dir={folder.File("chromium", "profile")}", "--dump-dom",
                new Uri(frame).AbsoluteUri,
        ];
        using var process = Process.Start(
            new ProcessStartInfo(Program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (page, log) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("Chromium did not end within a minute.");
        }

        var measured = Measured().Match(page.Result);
        Assert.True(measured.Success, "The page did not load.");
        Assert.Equal(width, int.Parse(measured.Groups[2].Value, CultureInfo.InvariantCulture));
        return (WebUtility.HtmlDecode(measured.Groups[3].Value),
            [.. log.Result.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal))],
            int.Parse(measured.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""<pre id="o">width (\d+) of (\d+)\.\n(.*?)</pre>""", RegexOptions.Singleline)]
    private static partial Regex Measured();
}
