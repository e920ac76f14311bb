using System.Security.Cryptography;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>A mirror of the files at hand serves every record whose file it has.</summary>
public sealed class MirrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_record_is_listed_and_those_that_the_mirror_has_are_pulled_verified_and_trained_with()
    {
        ResNetPackage.Require();
        var mirror = Path.Combine(_folder.Path, "mirror");
        ResNetPackage.AddTo(mirror);
        var served = new List<string> { ResNetPackage.Name };
        foreach (var record in BackboneRegistry.All.Where(r => r is { Sources.Count: > 0, ArchiveEntry: null }))
        {
            if (AtHand.Value.GetValueOrDefault(record.Sha256) is { } file)
            {
                var path = Path.Combine(mirror, record.Path!);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.CreateSymbolicLink(path, file);
                served.Add(record.Name);
            }
        }

        var program = new ProgramProcess(_folder, "file://" + mirror);
        var list = Done(program, "models", "list");
        Assert.All(BackboneRegistry.All, record => Assert.Contains($"{record.Name} ", list, StringComparison.Ordinal));
        var photos = DrawnImages.Folder(_folder, 6, size: 64);
        foreach (var name in served)
        {
            Assert.Contains($"{name}: ", Done(program, "models", "pull", name), StringComparison.Ordinal);
            Assert.Contains($"{name}: right (", Done(program, "models", "verify"), StringComparison.Ordinal);
            var run = Done(program, "train", photos, "--model", name, "--run", Path.Combine(_folder.Path, name), "--epochs", "2");
            Assert.Contains($"Base: {name} up to ", run, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(_folder.Path, name, "model.onnx")));
        }
    }

    /// <summary>Networks beside the repository, by their hash.</summary>
    private static Lazy<Dictionary<string, string>> AtHand { get; } = new(() =>
    {
        var models = Path.Combine(Path.GetDirectoryName(Repository.Root)!, "shared", "models");
        return Directory.Exists(models)
            ? Directory.EnumerateFiles(models, "*.onnx")
                .ToDictionary(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))))
            : [];
    });

    private static string Done(ProgramProcess program, params string[] arguments)
    {
        var (code, output) = program.Run(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }
}
