using System.Text;
using Microsoft.Playwright;
using Transfer.Tests.Support;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Transfer.Tests.Support;

/// <summary>
/// Headless Chromium that tests operate as a person would, with a red film as its camera; one for all tests, begun by the first that opens
/// a page. It never asks the network for anything.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private const int Width = 64;
    private const int Height = 48;

    private readonly Lazy<Task<IBrowser>> _browser;
    private TemporaryFolder? _folder;
    private IPlaywright? _playwright;

    public Browser() => _browser = new Lazy<Task<IBrowser>>(LaunchAsync);

    /// <summary>Whether it offers WebGPU, computed by the processor.</summary>
    public bool OffersWebGpu { get; init; }

    /// <summary>Opens an address in a window of its own; skips the calling test where there is no Chromium.</summary>
    /// <param name="ready">What is waited for: that images can be given.</param>
    /// <param name="faults">Receives what the page writes to its console as an error, and what it cannot load.</param>
    public async Task<IPage> OpenAsync(
        Uri address, ICollection<string> faults, (int Width, int Height)? size = null, bool isDark = false,
        string ready = "#choose:enabled")
    {
        Chromium.SkipWithout();
        var context = await (await _browser.Value).NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = size?.Width ?? 1280, Height = size?.Height ?? 900 },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        });
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        context.SetDefaultTimeout(20_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) => Add(message.Type == "error" ? message.Text : null);
        page.PageError += (_, fault) => Add(fault);
        page.Request += (_, request) => Add(request.Url.StartsWith("http", StringComparison.Ordinal)
            && new Uri(request.Url).Authority != address.Authority ? $"asked for {request.Url}" : null);
        await page.GotoAsync(address.AbsoluteUri);
        await page.Locator(ready).WaitForAsync();
        return page;

        void Add(string? fault)
        {
            if (fault is not null)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>Shows a file at a width, in pixels; skips the calling test where there is no Chromium.</summary>
    /// <returns>Its text, what it wrote to its console, and how wide it is: wider than it was shown means that it scrolls
    /// sideways.</returns>
    public async Task<(string Text, IReadOnlyList<string> Console, int Width)> ShowAsync(string path, int width)
    {
        Chromium.SkipWithout();
        var page = await (await _browser.Value).NewPageAsync(
            new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = 640 } });
        var console = new List<string>();
        page.Console += (_, message) => console.Add(message.Text);
        page.PageError += (_, fault) => console.Add(fault);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        Assert.Equal(width, await page.EvaluateAsync<int>("() => innerWidth"));
        var needed = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        var text = await page.Locator("body").InnerTextAsync();
        await page.CloseAsync();
        return (text, console, needed);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            await (await _browser.Value).DisposeAsync();
        }

        _playwright?.Dispose();
        _folder?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        _folder = new TemporaryFolder();
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Program,
            Args =
            [
                "--no-sandbox", "--disable-background-networking", "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={_folder.Write("red.y4m", RedFilm())}",
                .. OffersWebGpu ? ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] : new[] { "--disable-gpu" },
            ],
        });
    }

    /// <summary>A film in the format YUV4MPEG2 with planes 4:2:0, all of whose pixels are red.</summary>
    private static byte[] RedFilm()
    {
        using var film = new MemoryStream();
        film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\n"));
        for (var frame = 0; frame < 10; frame++)
        {
            film.Write("FRAME\n"u8);
            film.Write(Enumerable.Repeat((byte)81, Width * Height).ToArray());
            film.Write(Enumerable.Repeat((byte)90, Width * Height / 4).ToArray());
            film.Write(Enumerable.Repeat((byte)240, Width * Height / 4).ToArray());
        }

        return film.ToArray();
    }
}
