namespace Transfer.Tests.Support;

/// <summary>Where Chromium is on this machine.</summary>
internal static class Chromium
{
    internal static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(f => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(f, name)))
            .FirstOrDefault(File.Exists);

    public static void SkipWithout() => Assert.SkipWhen(Program is null, "There is no Chromium on the PATH.");
}
