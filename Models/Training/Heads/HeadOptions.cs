namespace Transfer.Models;

/// <summary>The layers of a <see cref="Head"/>: Keras' <c>Flatten, Dense(256, relu), Dropout(0.5), Dense(1, sigmoid)</c> by default.</summary>
public sealed record HeadOptions
{
    /// <summary>Units of the dense layer; 0 for none (a linear head). Default 256. <see cref="Layers"/> takes its place.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>The share of hidden units that are dropped in training, [0, 1). Default 0.5. <see cref="Layers"/> takes its place.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>
    /// All layers before the last as text, such as <c>dense:256:l2=0.01,batchnorm,relu,dropout:0.5</c>, or <c>none</c>; null for the dense layer, ReLU and
    /// dropout of <see cref="Hidden"/> and <see cref="Dropout"/>. A <c>last:l2=0.01</c> at the end regularises the last layer.
    /// </summary>
    public string? Layers { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Layers is not null)
        {
            foreach (var fault in HeadLayers.Faults(Layers))
            {
                yield return fault;
            }

            yield break;
        }

        if (Hidden < 0)
        {
            yield return $"The dense layer has {Hidden} units; expected 0 (none) or more.";
        }

        if (Dropout is not (>= 0 and < 1))
        {
            yield return $"Dropout is {Dropout}; expected a share from 0 to below 1.";
        }
    }

    /// <summary>All layers as text, whichever way they were given; parses to the same.</summary>
    public override string ToString() => HeadLayers.Write(HeadLayers.Parse(this));
}
