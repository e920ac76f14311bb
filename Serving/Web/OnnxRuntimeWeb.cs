using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Transfer.Serving;

/// <summary>
/// The files of the npm package onnxruntime-web that a page needs: for processors and for WebGPU, a module and WebAssembly.
/// </summary>
/// <param name="Version">The version of the package.</param>
/// <param name="Files">The bytes of each file by its name.</param>
internal sealed record OnnxRuntimeWeb(string Version, IReadOnlyDictionary<string, byte[]> Files)
{
    private const string Package = "onnxruntime-web";
    private const string Facts = "package.json";
    private const long MostBytes = 256L << 20;

    // Of the tested version.
    private static readonly Dictionary<string, string> Hashes = new()
    {
        ["ort.wasm.bundle.min.mjs"] = "11e64bd8ffe11bd1a2a2f0d6275fdfbbba7262f0b76b99b53d228a8a22ef3d90",
        ["ort-wasm-simd-threaded.wasm"] = "3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2",
        ["ort.webgpu.bundle.min.mjs"] = "0730816731ce2cdfb06f273da065d4a1c7091eb9d1756a83b2916c8a89d015e2",
        ["ort-wasm-simd-threaded.asyncify.wasm"] = "39f9f0894d478800487ed9f7dbe92618498db320cf55c8e3d89adff8dce658da",
    };

    private static string TestedArchive => $"{Package}-{WebExport.TestedRuntime}.tgz";

    /// <summary>Reads the package.</summary>
    /// <param name="path">Its folder or its file; null to look in the working folder.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="InvalidDataException">It is another package, or damaged.</exception>
    public static OnnxRuntimeWeb Read(string? path)
    {
        path ??= Array.Find([Path.Combine("node_modules", Package), TestedArchive], Path.Exists) ?? throw new FileNotFoundException(
            $"The npm package {Package} runs the model in a browser, and is not in this folder. "
            + $"Fetch version {WebExport.TestedRuntime} with npm, and give its file or folder as the runtime.");
        var files = Directory.Exists(path) ? ReadFolder(path)
            : File.Exists(path) ? ReadArchive(path)
            : throw new FileNotFoundException($"There is no file or folder '{path}'. Give the npm package as the runtime.", path);
        var version = VersionOf(files.GetValueOrDefault(Facts), path);
        files.Remove(Facts);
        foreach (var (name, hash) in Hashes)
        {
            var bytes = files.GetValueOrDefault(name) ?? throw new InvalidDataException(
                $"'{path}' has no 'dist/{name}'. Expected the npm package {Package}, such as version {WebExport.TestedRuntime}.");
            if (version == WebExport.TestedRuntime && ContentHash.Of(bytes).ToString() is var found && found != hash)
            {
                throw new InvalidDataException($"'{name}' of '{path}' has the SHA-256 {found}; expected {hash}, that of version {version}. "
                    + "Fetch the package again.");
            }
        }

        return new OnnxRuntimeWeb(version, files);
    }

    private static Dictionary<string, byte[]> ReadFolder(string path) => Hashes.Keys
        .Select(name => Path.Combine("dist", name)).Append(Facts).Select(name => Path.Combine(path, name)).Where(File.Exists)
        .ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);

    private static Dictionary<string, byte[]> ReadArchive(string path)
    {
        var files = new Dictionary<string, byte[]>();
        try
        {
            using var file = File.OpenRead(path);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            using var archive = new TarReader(unpacked);
            while (archive.GetNextEntry() is { } entry)
            {
                var name = Path.GetFileName(entry.Name);
                if (entry.DataStream is { } content && entry.Length <= MostBytes
                    && (entry.Name == $"package/{Facts}" || (Hashes.ContainsKey(name) && entry.Name == $"package/dist/{name}")))
                {
                    files[name] = new byte[entry.Length];
                    content.ReadExactly(files[name]);
                }
            }

            return files;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"'{path}' is no archive of npm ({exception.Message.TrimEnd('.')}). Expected {TestedArchive}.",
                exception);
        }
    }

    private static string VersionOf(byte[]? facts, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(facts ?? "null"u8.ToArray());
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("name", out var name)
                && name.ValueEquals(Package) && root.TryGetProperty("version", out var version))
            {
                return version.GetString() ?? "";
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The same sentence.
        }

        throw new InvalidDataException($"'{path}' is not the npm package {Package}: its {Facts} does not say so. Expected its folder, or "
            + $"{TestedArchive}.");
    }
}
