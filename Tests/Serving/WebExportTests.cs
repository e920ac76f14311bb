using System.Text;
using System.Text.Json;
using Transfer.Serving;
using Transfer.Tests.Support;

namespace Transfer.Tests.Serving;

public sealed class WebExportTests(ServedRun run) : IClassFixture<ServedRun>, IDisposable
{
    private static readonly string[] Dist =
    [
        "dist/ort.wasm.bundle.min.mjs", "dist/ort-wasm-simd-threaded.wasm",
        "dist/ort.webgpu.bundle.min.mjs", "dist/ort-wasm-simd-threaded.asyncify.wasm",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_has_the_model_its_description_and_the_runtime_of_another_version_too()
    {
        var package = Package("2.0.0");
        var folder = Directory.CreateDirectory(_folder.File("site")).FullName;
        var page = WebExport.Write(new WebExportOptions { Run = run.Path, Folder = folder, Runtime = package });
        Assert.Equal(("2.0.0", 16), (page.RuntimeVersion, page.Files.Count));
        Assert.Equal(ModelInput.Image, ExportedModel.ReadMetadata(Path.Combine(folder, "model.onnx")).Input);
        var description = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "model.json")));
        Assert.Equal("classes", description.GetProperty("targets").GetString());
        Assert.Equal(["blue", "red"], description.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(8, JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "golden.json"))).GetProperty("expected").GetArrayLength());
        Assert.Equal("code 0", File.ReadAllText(Path.Combine(folder, "ort.wasm.bundle.min.mjs")));
        Assert.Equal(["site", "package"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).OrderDescending());
        Assert.Equal($"'{folder}' is there already and not an empty folder. Choose another folder for the page.",
            Assert.Throws<IOException>(() => Write(folder, package)).Message);
    }

    [Fact]
    public void A_package_that_cannot_be_used_is_said_and_leaves_nothing()
    {
        var folder = Path.Combine(_folder.Path, "site");
        Fails<FileNotFoundException>(
            "There is no file or folder 'none.tgz'. Give the npm package as the runtime.", "none.tgz");
        Fails<InvalidDataException>("'PATH' is no archive of npm (", _folder.Write("text.tgz", "text"u8));
        Fails<InvalidDataException>("'PATH' is not the npm package onnxruntime-web: its package.json does not say so.",
            Package("1.30.0", "other"));
        Fails<InvalidDataException>("'ort.wasm.bundle.min.mjs' of 'PATH' has the SHA-256 ", Package("1.30.0"));
        var half = Package("2.0.0");
        File.Delete(Path.Combine(half, Dist[1]));
        Fails<InvalidDataException>("'PATH' has no 'dist/ort-wasm-simd-threaded.wasm'.", half);
        Assert.DoesNotContain(Directory.EnumerateDirectories(_folder.Path), name => name.Contains("site", StringComparison.Ordinal));

        void Fails<T>(string sentence, string package)
            where T : Exception => Assert.StartsWith(sentence.Replace("PATH", package, StringComparison.Ordinal),
                Assert.Throws<T>(() => Write(folder, package)).Message, StringComparison.Ordinal);
    }

    private void Write(string folder, string package) =>
        WebExport.Write(new WebExportOptions { Run = run.Path, Folder = folder, Runtime = package });

    /// <summary>A folder like that of the package, with other content.</summary>
    private string Package(string version, string name = "onnxruntime-web")
    {
        _folder.Write("package/package.json", Encoding.UTF8.GetBytes($$"""{ "name": "{{name}}", "version": "{{version}}" }"""));
        foreach (var (i, file) in Dist.Index())
        {
            _folder.Write($"package/{file}", Encoding.UTF8.GetBytes($"code {i}"));
        }

        return Path.Combine(_folder.Path, "package");
    }
}
