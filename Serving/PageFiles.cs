namespace Transfer.Serving;

/// <summary>The files of the page, which lie in the assembly.</summary>
internal static class PageFiles
{
    public const string Index = "index.html";

    // What the page asks for predictions: a server, or the model in the browser.
    private const string Model = "model.js";

    private static readonly string[] Shared = [Index, "page.css", "page.js", "files.js", "camera.js", "card.js"];

    // What runs the model in the browser.
    private static readonly string[] InWorker = ["worker.js", "runtime.js"];

    /// <summary>The page of a server.</summary>
    public static IReadOnlyList<PageFile> OfServer { get; } = [.. Shared.Select(name => Read(name, name)), Read("server.js", Model)];

    /// <summary>The page with the model inside.</summary>
    public static IReadOnlyList<PageFile> OfBrowser { get; } =
    [
        .. Shared.Select(name => Read(name, name)), Read("browser.js", Model), .. InWorker.Select(name => Read(name, name)),
    ];

    private static PageFile Read(string resource, string name)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var type = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        };
        return new PageFile(name, type, memory.ToArray());
    }
}
