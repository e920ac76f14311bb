namespace Transfer.Pipeline;

/// <summary>How often a run's test set has been looked at.</summary>
/// <param name="Sha256">Of all its images with their targets, in hexadecimal: another set has another.</param>
/// <param name="Images">How many images it has.</param>
/// <param name="Times">How often it has been opened.</param>
public sealed record TestOpening(string Sha256, int Images, int Times)
{
    /// <summary>In a sentence what that means for its figures.</summary>
    public override string ToString() => Times == 1
        ? $"The {Images:N0} test images have been opened once for this run, so their figures are as honest as they can be. Choose nothing by them."
        : $"The {Images:N0} test images have been opened {Times:N0} times for this run; with every look that changes what is done next, their figures become a little too good.";
}
