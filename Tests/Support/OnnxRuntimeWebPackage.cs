namespace Transfer.Tests.Support;

/// <summary>The npm package onnxruntime-web, which <c>.ci/run</c> fetches where there is npm.</summary>
internal static class OnnxRuntimeWebPackage
{
    private static readonly string File = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "transfer-tests", "onnxruntime-web-1.30.0.tgz");

    /// <summary>Its file; skips the calling test where it is missing.</summary>
    public static string FilePath()
    {
        Assert.SkipUnless(System.IO.File.Exists(File), $"The npm package onnxruntime-web is not at '{File}'.");
        return File;
    }
}
