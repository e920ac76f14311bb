using System.IO.Compression;

namespace Transfer.Tests.Support;

/// <summary>The package file of Microsoft.ML.DnnImageFeaturizer.ResNet18, which the record resnet18-cntk is downloaded in.</summary>
internal static class ResNetPackage
{
    public const string Name = "resnet18-cntk";

    /// <summary>The file that the restore of the tests has brought.</summary>
    public static string Path { get; } = FilePath();

    /// <summary>Takes the network out of it; skips the calling test when the package was not restored.</summary>
    /// <returns>The path of the network.</returns>
    public static string Extract(TemporaryFolder folder)
    {
        Require();
        var network = folder.File(Name + ".onnx");
        using var archive = ZipFile.OpenRead(Path);
        archive.GetEntry(BackboneRegistry.Find(Name)!.ArchiveEntry!)!.ExtractToFile(network);
        return network;
    }

    /// <summary>Skips the calling test when the package was not restored.</summary>
    public static void Require() =>
        Assert.SkipUnless(File.Exists(Path), "The package Microsoft.ML.DnnImageFeaturizer.ResNet18 is not there.");

    /// <summary>Makes a folder a mirror that serves the file.</summary>
    public static void AddTo(string mirror)
    {
        var path = System.IO.Path.Combine(mirror, BackboneRegistry.Find(Name)!.Path!);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, Path);
    }

    private static string FilePath()
    {
        const string id = "microsoft.ml.dnnimagefeaturizer.resnet18";
        const string version = "0.23.1";
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return System.IO.Path.Combine(packages, id, version, $"{id}.{version}.nupkg");
    }
}
