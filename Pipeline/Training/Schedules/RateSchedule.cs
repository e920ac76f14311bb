namespace Transfer.Pipeline;

/// <summary>How the learning rate goes: a share of it for every step, after a warm-up in which it rises from 0.</summary>
internal abstract class RateSchedule(double warmUpSteps)
{
    /// <summary>The share of the learning rate that a step has, [0, 1].</summary>
    /// <param name="step">From 0, over all epochs.</param>
    public double Share(long step) => step < warmUpSteps ? (step + 1) / (warmUpSteps + 1) : After(step);

    /// <summary>Hears how an epoch went.</summary>
    /// <param name="value">What is monitored; the lower the better.</param>
    public virtual void EpochEnded(double value)
    {
    }

    /// <summary>Writes what it has heard, so that training can go on later.</summary>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Takes up again where <see cref="Save"/> left off.</summary>
    public virtual void Restore(BinaryReader reader)
    {
    }

    /// <summary>The share of a step after the warm-up.</summary>
    protected abstract double After(long step);
}
