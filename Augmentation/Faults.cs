namespace Transfer.Augmentation;

/// <summary>The faults of options, one sentence each.</summary>
internal static class Faults
{
    /// <exception cref="ArgumentException">There are faults; the message has them all.</exception>
    public static void ThrowIfAny(IEnumerable<string> faults)
    {
        var all = string.Join(" ", faults);
        if (all.Length > 0)
        {
            throw new ArgumentException(all);
        }
    }
}
