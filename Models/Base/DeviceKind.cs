namespace Transfer.Models;

/// <summary>Where networks run.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; needs a build with <c>-p:Accelerator=cuda</c>.</summary>
    Cuda,
}
