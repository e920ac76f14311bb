namespace Transfer.Pipeline.Data;

/// <summary>Says how much was set aside to validate with, which differs from what was asked for where there is little.</summary>
internal static class ValidationShare
{
    private const double Tolerance = 0.05;

    /// <param name="asked">The share that was asked for.</param>
    /// <param name="held">The number of samples that were set aside.</param>
    /// <param name="total">The number of all samples.</param>
    /// <param name="each">Of what, such as <c> of each class</c>.</param>
    public static string Describe(double asked, int held, int total, string each)
    {
        var (found, wanted) = (FormattableString.Invariant($"{(double)held / total:P0}"), FormattableString.Invariant($"{asked:P0}"));
        // Whole samples of each class rarely give exactly the share.
        return Math.Abs(((double)held / total) - asked) < Tolerance ? $"validation is {wanted}{each}"
            : $"validation is {held:N0} of {total:N0}, {found} ({wanted}{each} was asked for, at least one{each})";
    }
}
