namespace Transfer.Models;

/// <summary>A kind of device.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; requires a build with <c>-p:Accelerator=cuda</c>.</summary>
    Cuda,
}
