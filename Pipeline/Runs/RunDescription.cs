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
        Versions = new Dictionary<string, string>
        {
            ["transfer"] = typeof(TransferLearning).Assembly.GetName().Version!.ToString(3),
            ["onnxruntime"] = ConvBase.RuntimeVersion,
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
            ["loader"] = ImagingLibrary.FormatVersion(options.Imaging),
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
        },
        Device = data.Device.ToString(),
        Backbone = data.Backbone.Record,
        Preprocessing = data.Preprocessing.ToString(),
        ImageSize = data.ImageSize,
        Cut = data.Cut.Name,
        FeatureShape = data.Base.FeatureShape,
        Classes = data.Dataset.Classes,
        Kind = data.Problem.Kind,
        Problem = data.Problem.Description,
    };

    public static Dictionary<string, int> Counts(PreparedData data) =>
        new() { ["train"] = data.Train.Count, ["validation"] = data.Validation.Count, ["test"] = data.Dataset.Test.Count };

    public static torch.Device ToTorch(this Device device) => device.Kind == DeviceKind.Cuda ? torch.device($"cuda:{device.Index}") : torch.CPU;
}
