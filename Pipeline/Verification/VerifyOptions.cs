namespace Transfer.Pipeline;

/// <summary>Options of a verification: which file, and what runs it.</summary>
public sealed record VerifyOptions
{
    /// <summary>A <c>model.onnx</c> that Transfer exported, or the run folder that has one.</summary>
    public required string Model { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate() => OptionFaults.OfDevice(Device);
}
