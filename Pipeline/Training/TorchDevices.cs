using TorchSharp;

namespace Transfer.Pipeline.Training;

internal static class TorchDevices
{
    /// <summary>The same device for TorchSharp, whose CUDA packages are separate; without them training runs on the processor.</summary>
    public static torch.Device ToTorch(this Device device) => device.Kind == DeviceKind.Cuda && device.Index < torch.cuda.device_count()
        ? torch.device($"cuda:{device.Index}")
        : torch.CPU;

    /// <summary>Loads libtorch on another thread, which takes a sixth of a second, while a caller opens what is trained on.</summary>
    public static void Preload() => _ = Task.Run(static () => torch.zeros(1).Dispose());
}
