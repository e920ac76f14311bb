namespace Transfer.Pipeline.Training;

/// <summary>One step of a <see cref="RateFinder"/>.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">The loss of the step's batch before the step.</param>
/// <param name="Smoothed">The mean of the losses of the steps around this one, those further away with less weight.</param>
public sealed record RateFinderPoint(double Rate, double Loss, double Smoothed);
