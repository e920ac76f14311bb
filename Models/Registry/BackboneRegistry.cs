using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Transfer.Models;

/// <summary>The pretrained networks that Transfer knows by name, and the folder of those that were downloaded.</summary>
/// <example>
/// <code>
/// BackboneRegistry.Pull("resnet50");
/// var backbone = Backbone.Load("resnet50");
/// </code>
/// </example>
public static class BackboneRegistry
{
    /// <summary>The environment variable with the address of a mirror, http, https or file: <c>TRANSFER_MODELS_URL</c>.</summary>
    public const string MirrorVariable = "TRANSFER_MODELS_URL";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<ImmutableArray<BackboneRecord>> Records = new(() => [.. Bundled().Concat(Embedded())]);

    /// <summary>The records, by name; the bundled network is the first.</summary>
    public static IReadOnlyList<BackboneRecord> All => Records.Value;

    /// <summary>The folder of downloaded networks: <c>models</c> in the user's folder of Transfer. It may not exist yet.</summary>
    public static string Folder => Path.Combine(UserFolder.Cache, "models");

    internal static string BundledFolder => Path.Combine(AppContext.BaseDirectory, "Backbones");

    /// <summary>The record of a name; null when it is not known.</summary>
    public static BackboneRecord? Find(string name) => All.FirstOrDefault(r => r.Name == name);

    /// <summary>The file of a name, if it is bundled, downloaded or added; null otherwise.</summary>
    public static string? FileOf(string name) => name.AsSpan().ContainsAny('/', '\\') ? null
        : new[] { BundledFolder, Folder }.Select(f => Path.Combine(f, name + ".onnx")).FirstOrDefault(File.Exists);

    /// <summary>
    /// Downloads a network into <see cref="Folder"/>, or goes on with a download that was cut short. What is there already stays.
    /// </summary>
    /// <param name="name">The name of a record.</param>
    /// <param name="progress">Told the bytes that are there and the bytes expected.</param>
    /// <param name="cancellation">Stops; a later call goes on from there.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    /// <exception cref="NotSupportedException">No public file of this network is known; the message says how to export it.</exception>
    /// <exception cref="IOException">No address serves the right file; the message says where to put one by hand.</exception>
    public static string Pull(string name, IProgress<(long Done, long Expected)>? progress = null, CancellationToken cancellation = default)
    {
        var record = Find(name) ?? throw new ArgumentException(
            $"'{name}' is not a backbone that Transfer knows. Expected one of {string.Join(", ", All.Select(r => r.Name))}.");
        if (FileOf(name) is { } there && HashOf(there) == record.Sha256)
        {
            return there;
        }

        return record.Sources.Count > 0
            ? new BackboneDownload(record, Folder, Mirror) { Progress = progress }
                .Run(cancellation)
            : throw new NotSupportedException(HowToExport(record));
    }

    /// <summary>Whether the file of a name has the bytes of its record; null when there is no file, or no hash to compare with.</summary>
    public static bool? Verify(string name) => FileOf(name) is { } file && Find(name) is { Sha256.Length: > 0 } record
        ? HashOf(file) == record.Sha256
        : null;

    /// <summary>Where the file of a record is downloaded from: its own addresses, or the mirror that the environment names.</summary>
    internal static IReadOnlyList<string> AddressesOf(BackboneRecord record) => BackboneDownload.AddressesOf(record, Mirror);

    private static string? Mirror => Environment.GetEnvironmentVariable(MirrorVariable);

    internal static BackboneRecord? OfHash(string sha256) => All.FirstOrDefault(r => r.Sha256 == sha256);

    internal static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return HashOf(stream);
    }

    internal static string HashOf(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));

    internal static BackboneRecord Read(string json) => JsonSerializer.Deserialize<BackboneRecord>(json, Json)!;

    /// <summary>The file of a network that was downloaded.</summary>
    internal static string PlaceOf(BackboneRecord record) => Path.Combine(Folder, record.Name + ".onnx");

    internal static string HowToExport(BackboneRecord record) =>
        $"No public file of '{record.Name}' with a known hash exists. Export it with Python, and add the file under its name:"
        + string.Concat(record.Export.Select(line => $"{Environment.NewLine}  {line}"));

    private static IEnumerable<BackboneRecord> Bundled() => !Directory.Exists(BundledFolder) ? []
        : Directory.EnumerateFiles(BundledFolder, "*.json").Order(StringComparer.Ordinal).Select(f => Read(File.ReadAllText(f)));

    private static IEnumerable<BackboneRecord> Embedded()
    {
        var assembly = typeof(BackboneRegistry).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("Records/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Read(reader.ReadToEnd());
        }
    }
}
