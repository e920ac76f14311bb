using System.Runtime.InteropServices;
using TorchSharp;

namespace Transfer.Pipeline;

/// <summary>The versions of everything that shapes a run's results.</summary>
internal static class RunVersions
{
    /// <param name="loader">The version of what decodes images; null where there are none.</param>
    public static Dictionary<string, string> Of(string? loader)
    {
        var versions = new Dictionary<string, string>
        {
            ["transfer"] = typeof(TransferLearning).Assembly.GetName().Version!.ToString(3),
            ["onnxruntime"] = ConvBase.RuntimeVersion,
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
        };
        if (loader is not null)
        {
            versions["loader"] = loader;
        }

        return versions;
    }
}
