namespace Transfer.Pipeline.Training;

/// <summary>A schedule that depends on the step alone.</summary>
/// <param name="share">The factor of the learning rate at each step.</param>
internal sealed class FixedSchedule(double warmUpSteps, Func<long, double> share) : RateSchedule(warmUpSteps)
{
    protected override double After(long step) => share(step);
}
