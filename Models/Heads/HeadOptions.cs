using System.Text.Json.Serialization;

namespace Transfer.Models.Heads;

/// <summary>
/// The layers of a <see cref="Head"/>: Keras' <c>Flatten, Dense(256, relu), Dropout(0.5), Dense(1, sigmoid)</c> by default.
/// </summary>
public sealed record HeadOptions
{
    /// <summary>
    /// All layers before the last as text, such as <c>dense:256:l2=0.01,batchnorm,relu,dropout:0.5</c>, or <c>none</c>. A
    /// <c>last:l2=0.01</c> at the end regularises the output activation. <c>linear</c> is <c>none</c> with Microsoft.ML's maximum-entropy
    /// trainer in place of epochs. Default <c>dense:256,relu,dropout:0.5</c>.
    /// </summary>
    public string Layers { get; init; } = "dense:256,relu,dropout:0.5";

    /// <summary>
    /// Whether <see cref="Layers"/> is <c>linear</c>: no layers before the last, and that one by a solver in place of epochs.
    /// </summary>
    [JsonIgnore]
    public bool IsLinear => HeadLayers.IsLinear(Layers);

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate() => HeadLayers.Faults(Layers);

    /// <summary>All layers as text; parses to the same.</summary>
    public override string ToString() => IsLinear ? HeadLayers.Linear : HeadLayers.Write(HeadLayers.Parse(this));
}
