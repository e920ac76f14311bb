namespace Transfer.Pipeline;

/// <summary>A schedule that is known from the start.</summary>
/// <param name="share">The share of the rate by step.</param>
internal sealed class FixedSchedule(double warmUpSteps, Func<long, double> share) : RateSchedule(warmUpSteps)
{
    protected override double After(long step) => share(step);
}
