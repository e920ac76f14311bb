namespace Transfer.Pipeline;

/// <summary>Options that make no sense; the message has every fault.</summary>
public sealed class InvalidOptionsException : ArgumentException
{
    /// <summary>Joins the faults, one sentence each.</summary>
    public InvalidOptionsException(IReadOnlyList<string> faults)
        : base(string.Join(" ", faults)) => Faults = faults;

    /// <summary>The faults.</summary>
    public IReadOnlyList<string> Faults { get; }

    internal static void ThrowIfAny(IEnumerable<string> faults)
    {
        var list = faults.ToList();
        if (list.Count > 0)
        {
            throw new InvalidOptionsException(list);
        }
    }
}
