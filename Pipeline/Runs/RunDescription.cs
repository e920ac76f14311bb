using System.Runtime.InteropServices;
using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What a run says of itself before it has results.</summary>
internal static class RunDescription
{
    public static RunRecord Of(TrainOptions options, PreparedData data, string status) => new()
    {
        Status = status,
        Options = options,
        Versions = Versions(ImagingLibrary.FormatVersion(options.Imaging)),
        Device = data.Device.ToString(),
        Backbone = data.Backbone.Record,
        Preprocessing = data.Preprocessing.ToString(),
        ImageSize = data.ImageSize,
        Cut = data.Cut.Name,
        FeatureShape = data.Base.FeatureShape,
        Classes = data.Dataset.Classes,
        Kind = data.Task.Kind,
        Task = data.Task.Description,
    };

    public static RunRecord Of(TrainOptions options, PreparedTable data, string status) => new()
    {
        Status = status,
        Options = options,
        Versions = Versions(null),
        Device = data.Device.ToString(),
        FeatureShape = data.Shape,
        Classes = data.Names,
        Kind = data.Task.Kind,
        Task = data.Task.Description,
        Images = new Dictionary<string, int> { ["train"] = data.Train.Count, ["validation"] = data.Validation.Count },
    };

    public static Dictionary<string, int> Counts(PreparedData data) =>
        new() { ["train"] = data.Train.Count, ["validation"] = data.Validation.Count, ["test"] = data.Dataset.Test.Count };

    public static torch.Device ToTorch(this Device device) => device.Kind == DeviceKind.Cuda ? torch.device($"cuda:{device.Index}") : torch.CPU;

    private static Dictionary<string, string> Versions(string? loader)
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
