using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Transfer.Serving;
using Transfer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Transfer.Tests.Serving;

/// <summary>The page of a server, operated in Chromium as a person would.</summary>
public sealed class PageTests(ServedRun run, Browser browser) : IClassFixture<ServedRun>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _faults = [];
    private ClassifierServer _server = null!;
    private IPage? _page;

    private string Corrections => Path.Combine(_folder.Path, "corrections");

    public async ValueTask InitializeAsync() => _server = await ClassifierServer.StartAsync(
        new ServeOptions { Model = run.Path, Port = 0, Corrections = Corrections });

    public async ValueTask DisposeAsync()
    {
        await (_page?.Context.CloseAsync() ?? Task.CompletedTask);
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Dropped_images_and_folders_have_a_label_and_a_bar_for_each_class()
    {
        var page = await OpenAsync();
        _folder.Write("drop/inner/red.png", DrawnImages.Png(1, 1, 40));
        _folder.Write("drop/blue.png", DrawnImages.Png(0, 1, 40));
        _folder.Write("drop/notes.txt", "text"u8);
        _folder.Write("drop/bad.png", DrawnImages.Png(0, 1, 40).AsSpan()[..^30]);
        await DropAsync(page, _folder.File("drop"));
        await Expect(page.Locator("#status")).ToHaveTextAsync("3 images are predicted. 1 other files were no images.");
        await Expect(Card(page, "blue.png").Locator(".label")).ToContainTextAsync("blue, ");
        await Expect(Card(page, "red.png").Locator(".label")).ToContainTextAsync("red, ");
        await Expect(Card(page, "red.png").Locator(".bars li")).ToHaveCountAsync(2);
        await Expect(Card(page, "red.png").Locator(".bars li").First).ToContainTextAsync("red");
        await Expect(Card(page, "bad.png").Locator(".message")).ToHaveTextAsync("The image 'bad.png' is a PNG file that ends early.");
        await DropAsync(page, _folder.Write("more/blue2.png", DrawnImages.Png(0, 2, 40)));
        await Expect(page.Locator("#status")).ToContainTextAsync("blue2.png: blue, ");
        await Expect(page.Locator(".card")).ToHaveCountAsync(4);
        Assert.All(_faults, fault => Assert.Contains("400", fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pasted_image_and_a_photograph_of_the_camera_are_predicted()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync(
            """
            async bytes => {
              const image = new Blob([Uint8Array.from(bytes)], { type: "image/png" });
              await navigator.clipboard.write([new ClipboardItem({ [image.type]: image })]);
            }
            """, DrawnImages.Png(0, 1, 40).Select(b => (int)b).ToArray());
        await page.Keyboard.PressAsync("Control+V");
        await Expect(page.Locator("#status")).ToContainTextAsync("blue, ");

        await page.GetByRole(AriaRole.Button, new() { Name = "Use the camera" }).ClickAsync();
        await Expect(page.Locator("#shoot")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#status")).ToContainTextAsync("camera-1.png: red, ");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#camera")).ToBeHiddenAsync();
        await Expect(page.Locator("#open-camera")).ToBeFocusedAsync();
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task A_prediction_is_explained_and_corrected_with_the_keyboard_alone()
    {
        var page = await OpenAsync();
        var image = _folder.Write("red.png", DrawnImages.Png(1, 1, 40));
        // Listened for before the wait for the focus: a key that follows at once may reach Chromium before its dialogs are intercepted.
        var chosen = new TaskCompletionSource<IFileChooser>();
        page.FileChooser += (_, chooser) => chosen.TrySetResult(chooser);
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#choose")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await (await chosen.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).SetFilesAsync(image);
        var card = Card(page, "red.png");
        await Expect(card.Locator(".label")).ToContainTextAsync("red, ");

        await TabToAsync(page, card.Locator(".explain"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".explain")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(card.Locator(".image")).ToHaveJSPropertyAsync("naturalWidth", 448);
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".image")).ToHaveJSPropertyAsync("naturalWidth", 40);

        await TabToAsync(page, card.Locator(".wrong"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".class")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("b");
        await TabToAsync(page, card.Locator(".correction button"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".message")).ToContainTextAsync("Kept as blue/");
        Assert.Equal(File.ReadAllBytes(image), File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(Corrections, "blue")).Single()));

        // A class that the model does not know yet.
        await page.Keyboard.PressAsync("Enter");
        await card.Locator(".class").SelectOptionAsync(new SelectOptionValue { Label = "another class" });
        await card.GetByLabel("Name of the class").FillAsync("../violet");
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".message")).ToContainTextAsync("begins or ends with a space or a dot");
        await card.GetByLabel("Name of the class").FillAsync("violet");
        await page.Keyboard.PressAsync("Enter");
        await Expect(card.Locator(".message")).ToContainTextAsync("Moved to violet/");
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Corrections, "blue")));
        await TabToAsync(page, page.Locator("#clear"), "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(360, false)]
    [InlineData(360, true)]
    public async Task The_page_is_accessible_and_does_not_scroll_sideways(int width, bool isDark)
    {
        var page = await OpenAsync((width, 800), isDark);
        await AssertAccessibleAsync(page, width);
        var name = new string('n', 90);
        await page.Locator("#files").SetInputFilesAsync(
            [_folder.Write($"{name}.png", DrawnImages.Png(1, 1, 40)), _folder.Write("bad.png", DrawnImages.Png(1, 1, 40).AsSpan()[..^30])]);
        await Expect(page.Locator("#status")).ToHaveTextAsync("2 images are predicted.");
        await page.Locator(".explain:visible").First.ClickAsync();
        await page.Locator(".explain[aria-pressed=true]").WaitForAsync();
        await page.Locator(".wrong:visible").First.ClickAsync();
        await page.Locator(".class:visible").SelectOptionAsync(new SelectOptionValue { Label = "another class" });
        await page.Locator("#open-camera").ClickAsync();
        await page.Locator("#shoot:visible").WaitForAsync();
        await AssertAccessibleAsync(page, width);
    }

    [Theory]
    [InlineData(TargetKind.Labels, "It tells which of these an image has: blue, red.", "several labels")]
    [InlineData(TargetKind.Values, "It predicts these values of an image: blue, red.", "values")]
    public async Task A_model_of_labels_or_values_has_its_own_answers_and_says_what_it_lacks(TargetKind targets, string about, string why)
    {
        var model = ExportedModels.OfImages(_folder.File("model.onnx"), targets: targets);
        await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = model, Port = 0 });
        var page = await OpenAsync(address: server.Address);
        await Expect(page.Locator("#about")).ToHaveTextAsync(about);
        await Expect(page.Locator("#foot")).ToContainTextAsync($"this model predicts {why} of an image.");
        await Expect(page.Locator("#foot")).ToContainTextAsync("a model.onnx alone is served here.");
        var image = _folder.Write("red.png", DrawnImages.Png(1, 1, 40));
        await page.Locator("#files").SetInputFilesAsync(image);
        await Expect(page.Locator("#status")).ToContainTextAsync("red.png: ");
        using var classifier = ImageClassifier.Load(model);
        var prediction = classifier.Predict([image]).Single();
        var label = await page.Locator(".label").InnerTextAsync();
        if (targets == TargetKind.Labels)
        {
            Assert.Equal(prediction.Labels.Count == 0 ? "None of the labels" : string.Join(", ", prediction.Labels), label);
            await Expect(page.Locator(".bars li")).ToHaveCountAsync(2);
            await Expect(page.Locator(".bars li.chosen")).ToHaveCountAsync(prediction.Labels.Count);
        }
        else
        {
            Assert.Matches("^blue \\S+, red \\S+$", label);
            var blue = double.Parse(label.Split(' ')[1].TrimEnd(','), CultureInfo.InvariantCulture);
            Assert.Equal(prediction.Values["blue"], blue, 1e-5);
        }

        await Expect(page.Locator(".card .buttons button:visible")).ToHaveCountAsync(0);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task A_server_that_has_gone_is_said()
    {
        var page = await OpenAsync();
        await _server.DisposeAsync();
        await page.Locator("#files").SetInputFilesAsync(_folder.Write("red.png", DrawnImages.Png(1, 1, 40)));
        await Expect(page.Locator(".message")).ToHaveTextAsync("The server does not answer. Is it still running?");
    }

    private async Task<IPage> OpenAsync((int Width, int Height)? size = null, bool isDark = false, Uri? address = null) =>
        _page = await browser.OpenAsync(address ?? _server.Address, _faults, size, isDark);

    private static ILocator Card(IPage page, string file) =>
        page.Locator(".card").Filter(new LocatorFilterOptions { Has = page.Locator($"text=\"{file}\"") });

    private static async Task TabToAsync(IPage page, ILocator place, string key = "Tab")
    {
        for (var i = 0; i < 20; i++)
        {
            if (await place.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await page.Keyboard.PressAsync(key);
        }

        Assert.Fail($"The {key} key does not lead to {place}.");
    }

    private static async Task AssertAccessibleAsync(IPage page, int width)
    {
        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(' ', v.Nodes.Select(n => n.Html))}"));
        Assert.NotEmpty(result.Passes);
        Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
    }

    /// <summary>Drops a file or folder as the desktop does.</summary>
    private static async Task DropAsync(IPage page, string path)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await session.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = 600,
                ["y"] = 150,
                ["data"] = new Dictionary<string, object>
                {
                    ["items"] = Array.Empty<object>(),
                    ["files"] = new[] { path },
                    ["dragOperationsMask"] = 1,
                },
            });
        }
    }
}
