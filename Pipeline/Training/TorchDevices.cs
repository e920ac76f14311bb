using TorchSharp;
using Transfer.Models;

namespace Transfer.Pipeline;

internal static class TorchDevices
{
    /// <summary>The same device for TorchSharp.</summary>
    public static torch.Device ToTorch(this Device device) =>
        device.Kind == DeviceKind.Cuda ? torch.device($"cuda:{device.Index}") : torch.CPU;
}
