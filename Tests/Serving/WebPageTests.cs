using System.Globalization;
using System.Text.Json.Nodes;
using Transfer.Serving;
using Transfer.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Transfer.Tests.Serving;

/// <summary>The page with the model inside, in Chromium.</summary>
public sealed class WebPageTests(ServedRun run, Browser browser) : IClassFixture<ServedRun>, IDisposable
{
    private const string Wasm = "ort.wasm.bundle.min.mjs";
    private const string WebGpu = "ort.webgpu.bundle.min.mjs";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _faults = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_predicts_in_the_browser_what_the_program_does()
    {
        var page = Write();
        Assert.Equal("1.30.0", page.RuntimeVersion);
        Assert.Equal(page.Bytes, page.Files.Sum(name => new FileInfo(Path.Combine(page.Folder, name)).Length));
        await using var site = await WebSite.StartAsync(page.Folder);
        var window = await browser.OpenAsync(site.Address, _faults);
        using var classifier = ImageClassifier.Load(run.ModelPath);
        var images = Enumerable.Range(0, 6).Select(i => _folder.Write($"{i}.png", DrawnImages.Png(i % 2, 400 + i, 50 + i))).ToList();
        await window.Locator("#files").SetInputFilesAsync(images);
        await Expect(window.Locator("#status")).ToHaveTextAsync("6 images are predicted.");
        foreach (var prediction in classifier.Predict(images))
        {
            var label = await window.Locator(".card").Filter(new() { HasText = Path.GetFileName(prediction.Path) }).Locator(".label")
                .InnerTextAsync();
            Assert.StartsWith($"{prediction.Class}, ", label, StringComparison.Ordinal);
            var percent = double.Parse(
                label[(label.IndexOf(',', StringComparison.Ordinal) + 1)..].Trim('%', '>', '<', ' '), CultureInfo.InvariantCulture);
            // The page shows one digit behind the point.
            Assert.Equal(100 * prediction.Probability, percent, 0.11);
        }

        await Expect(window.Locator(".explain:visible")).ToHaveCountAsync(0);
        await Expect(window.Locator("#foot")).ToContainTextAsync(
            "The model runs in this browser, and images are sent nowhere. WebAssembly runs it on the processor (this browser offers no "
            + "WebGPU). It gives here what the trainer gave: the largest difference of 8 test images is ");
        await window.Locator("#files").SetInputFilesAsync(_folder.Write("bad.png", "text"u8));
        await Expect(window.Locator("#status")).ToContainTextAsync("The image 'bad.png' cannot be used: ");
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task The_page_answers_while_the_model_runs()
    {
        var folder = Write().Folder;
        // Its thread stands still until the server answers, as in a long prediction.
        Replace(folder, Wasm, """
            const run = session.run.bind(session);
            session.run = (...inputs) => {
              const request = new XMLHttpRequest();
              request.open("GET", new URL("wait", import.meta.url), false);
              request.send();
              return run(...inputs);
            };
            """);
        await using var site = await WebSite.StartAsync(folder);
        var window = await browser.OpenAsync(site.Address, _faults);
        site.Hold();
        await window.Locator("#files").SetInputFilesAsync(_folder.Write("red.png", DrawnImages.Png(1, 1, 40)));
        await site.Asked.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await Expect(window.Locator("#status")).ToHaveTextAsync("Predicting: 0 of 1 images.");
        await window.Locator("#clear").ClickAsync();
        await Expect(window.Locator("#status")).ToHaveTextAsync("All images are removed.");
        site.Release();
        await window.Locator("#files").SetInputFilesAsync(_folder.Write("blue.png", DrawnImages.Png(0, 1, 40)));
        await Expect(window.Locator(".label")).ToContainTextAsync("blue, ");
        Assert.Empty(_faults);
    }

    [Theory]
    [InlineData("", "WebGPU runs it on the graphics card (fast one). It gives here what the trainer gave")]
    [InlineData("", "WebAssembly runs it on the processor (WebGPU has no graphics card here, and would be slower). It gives here", true)]
    [InlineData("throw new Error('There is no such shader.\\nAnd more.');",
        "WebAssembly runs it on the processor (WebGPU cannot be used here: There is no such shader). It gives here what the trainer gave")]
    [InlineData("""
        const run = session.run.bind(session);
        session.run = async (...inputs) => {
          const outputs = await run(...inputs);
          const [name] = Object.keys(outputs);
          outputs[name].data[0] += 0.25;
          return outputs;
        };
        """, "WebAssembly runs it on the processor (WebGPU cannot be used here: it gives other answers than the trainer gave (the largest "
        + "difference is 0.25)). It gives here what the trainer gave")]
    public async Task WebGPU_runs_it_where_it_gives_the_right_answers(string change, string expected, bool isFallback = false)
    {
        var folder = Write().Folder;
        Replace(folder, WebGpu, change, Wasm);
        // A browser that offers WebGPU, as far as the page can see.
        var runtime = Path.Combine(folder, "runtime.js");
        File.WriteAllText(runtime, $$"""
            const info = { vendor: "fast", architecture: "one", isFallbackAdapter: {{(isFallback ? "true" : "false")}} };
            Object.defineProperty(navigator, "gpu", { value: { requestAdapter: async () => ({ info }) } });
            {{File.ReadAllText(runtime)}}
            """);
        await using var site = await WebSite.StartAsync(folder);
        var window = await browser.OpenAsync(site.Address, _faults);
        await Expect(window.Locator("#foot")).ToContainTextAsync(expected);
        await window.Locator("#files").SetInputFilesAsync(_folder.Write("red.png", DrawnImages.Png(1, 1, 40)));
        await Expect(window.Locator("#status")).ToContainTextAsync("red.png: red, ");
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task A_browser_that_gives_other_answers_opens_no_model()
    {
        var golden = Path.Combine(Write().Folder, "golden.json");
        var vectors = JsonNode.Parse(File.ReadAllText(golden))!;
        vectors["expected"]![3]![0] = vectors["expected"]![3]![0]!.GetValue<double>() - 0.5;
        File.WriteAllText(golden, vectors.ToJsonString());
        await using var site = await WebSite.StartAsync(Path.GetDirectoryName(golden)!);
        var window = await browser.OpenAsync(site.Address, _faults, ready: "#status.fault");
        await Expect(window.Locator("#status")).ToHaveTextAsync(
            "The model cannot be opened: it gives other answers than the trainer gave (the largest difference is 0.50)");
        await Expect(window.Locator("#choose")).ToBeDisabledAsync();
        Assert.Empty(_faults);
    }

    /// <summary>WebGPU on a processor is slow; run it with <c>-explicit on</c>.</summary>
    [Fact(Explicit = true)]
    public async Task WebGPU_itself_gives_the_right_answers()
    {
        var folder = Write().Folder;
        var runtime = Path.Combine(folder, "runtime.js");
        File.WriteAllText(runtime, File.ReadAllText(runtime).Replace("?.isFallbackAdapter", "?.isNone", StringComparison.Ordinal));
        await using var site = await WebSite.StartAsync(folder);
        await using var offering = new Browser { OffersWebGpu = true };
        var window = await offering.OpenAsync(site.Address, _faults);
        Assert.SkipUnless(await window.EvaluateAsync<bool>("async () => !!await navigator.gpu?.requestAdapter()"),
            "This Chromium offers no WebGPU.");
        await Expect(window.Locator("#foot")).ToContainTextAsync(
            "WebGPU runs it on the graphics card (google swiftshader). It gives here what the trainer gave");
        await window.Locator("#files").SetInputFilesAsync(_folder.Write("red.png", DrawnImages.Png(1, 1, 40)));
        await Expect(window.Locator("#status")).ToContainTextAsync("red.png: red, ");
        Assert.Empty(_faults);
    }

    /// <summary>Fifty photographs each, in minutes; run it with <c>-explicit on</c>.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(PhotographRuns.Networks), MemberType = typeof(PhotographRuns))]
    public async Task Photographs_have_the_labels_of_predict_with_every_network(string network)
    {
        var (trained, photographs) = PhotographRuns.Train(_folder, network, 50);
        var folder = Write(trained).Folder;
        await using var site = await WebSite.StartAsync(folder);
        var window = await browser.OpenAsync(site.Address, _faults);
        var answers = new List<(string, float[])>();
        foreach (var photograph in photographs)
        {
            File.Copy(photograph, Path.Combine(folder, "photograph.jpg"), overwrite: true);
            var answer = await window.EvaluateAsync<Answer>(
                """
                async () => {
                  const bytes = await (await fetch("photograph.jpg", { cache: "no-store" })).blob();
                  const [answer] = await (await import("./model.js")).predict([new File([bytes], "photograph.jpg")]);
                  return { label: answer.class ?? answer.error, probabilities: Object.values(answer.probabilities ?? {}) };
                }
                """);
            answers.Add((answer.Label, Array.ConvertAll(answer.Probabilities, p => (float)p)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(await window.Locator("#foot").InnerTextAsync());
        PhotographAgreement.Require(Path.Combine(trained, "model.onnx"), photographs, answers);
        Assert.Empty(_faults);
    }

    private WebExportResult Write(string? trained = null)
    {
        Chromium.SkipWithout();
        return WebExport.Write(new WebExportOptions
        {
            Run = trained ?? run.Path,
            Folder = _folder.File("site"),
            Runtime = OnnxRuntimeWebPackage.FilePath(),
        });
    }

    /// <summary>Makes a module of onnxruntime-web one that changes its sessions.</summary>
    /// <param name="change">What is done with a <c>session</c>.</param>
    /// <param name="behind">The module that runs in truth; null for the one that is replaced.</param>
    private static void Replace(string folder, string name, string change, string? behind = null)
    {
        var real = $"real-{name}";
        File.Copy(Path.Combine(folder, behind ?? name), Path.Combine(folder, real));
        File.WriteAllText(Path.Combine(folder, name), $$"""
            import * as real from "./{{real}}";
            export const { Tensor } = real;
            export const env = { wasm: {} };
            export const InferenceSession = {
              async create(bytes) {
                real.env.wasm.wasmPaths = { wasm: new URL("ort-wasm-simd-threaded.wasm", import.meta.url).href };
                const session = await real.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
                {{change}}
                return session;
              },
            };
            """);
    }

    private sealed class Answer
    {
        public string Label { get; set; } = "";

        public double[] Probabilities { get; set; } = [];
    }
}
