namespace Transfer.Models;

/// <summary>The layers of a <see cref="Head"/>: Keras' <c>Flatten, Dense(256, relu), Dropout(0.5), Dense(1, sigmoid)</c> by default.</summary>
public sealed record HeadOptions
{
    /// <summary>Units of the dense layer; 0 for none (a linear head). Default 256.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>The share of hidden units that are dropped in training, [0, 1). Default 0.5.</summary>
    public double Dropout { get; init; } = 0.5;

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Hidden < 0)
        {
            yield return $"The dense layer has {Hidden} units; expected 0 (none) or more.";
        }

        if (Dropout is not (>= 0 and < 1))
        {
            yield return $"Dropout is {Dropout}; expected a share from 0 to below 1.";
        }
    }
}
