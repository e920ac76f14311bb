using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Transfer.Tests.Serving;

/// <summary>Any web server, with the files of a folder, and <c>/wait</c>, which answers at once or when it is told to.</summary>
internal sealed class WebSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _asked = new();
    private TaskCompletionSource? _held;

    private WebSite(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Ends when somebody waits.</summary>
    public Task Asked => _asked.Task;

    public static async Task<WebSite> StartAsync(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var site = new WebSite(builder.Build());
        site._app.Urls.Add("http://127.0.0.1:0");
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".onnx"] = "application/octet-stream";
        types.Mappings[".mjs"] = "text/javascript";
        var files = new PhysicalFileProvider(folder);
        site._app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        site._app.UseStaticFiles(new StaticFileOptions { FileProvider = files, ContentTypeProvider = types });
        site._app.MapGet("/wait", site.WaitAsync);
        await site._app.StartAsync();
        return site;
    }

    /// <summary>Lets those who wait from now on have no answer.</summary>
    public void Hold() => _held = new TaskCompletionSource();

    /// <summary>Answers those who wait.</summary>
    public void Release() => _held?.TrySetResult();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task WaitAsync()
    {
        if (_held is { } held)
        {
            _asked.TrySetResult();
            await held.Task;
        }
    }
}
