using System.Text;
using Microsoft.Playwright;

namespace Transfer.Tests.Support;

/// <summary>
/// Headless Chromium that a test operates as a person would, with a red film as its camera; null where there is none. It never asks the
/// network for anything.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private const int Width = 64;
    private const int Height = 48;

    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Program is not { } program)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={_folder.Write("red.y4m", RedFilm())}",
            ],
        });
    }

    /// <summary>Opens an address in a window of its own; skips the calling test where there is no Chromium.</summary>
    /// <param name="faults">Receives what the page writes to its console as an error, and what it cannot load.</param>
    public async Task<IPage> OpenAsync(Uri address, ICollection<string> faults, (int Width, int Height)? size = null, bool isDark = false)
    {
        Chromium.SkipWithout();
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
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
        await page.Locator("#choose:enabled").WaitForAsync();
        return page;

        void Add(string? fault)
        {
            if (fault is not null)
            {
                faults.Add(fault);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _folder.Dispose();
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
