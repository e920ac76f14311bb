namespace Transfer.Pipeline.Training;

/// <summary>The schedule of the learning rate: a factor for every step, after a warm-up in which it rises from 0, as in Keras.</summary>
internal abstract class RateSchedule(double warmUpSteps)
{
    /// <summary>The factor of the learning rate at a step, [0, 1].</summary>
    /// <param name="step">The step, from 0, over all epochs.</param>
    public double Share(long step) => step < warmUpSteps ? step / warmUpSteps : After(step);

    /// <summary>Receives the monitored value after each epoch.</summary>
    /// <param name="value">The lower the better.</param>
    public virtual void EpochEnded(double value)
    {
    }

    /// <summary>Writes the state, so that training can be resumed.</summary>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads the state that <see cref="Save"/> wrote.</summary>
    public virtual void Restore(BinaryReader reader)
    {
    }

    /// <summary>The factor at a step after the warm-up.</summary>
    protected abstract double After(long step);
}
