namespace Transfer.Pipeline;

/// <summary>The order of a list of runs.</summary>
public enum RunOrder
{
    /// <summary>By the name of the folder.</summary>
    Name,

    /// <summary>By the main metric, the best first.</summary>
    Metric,

    /// <summary>By how long it took, the fastest first.</summary>
    Time,

    /// <summary>By when it began, the oldest first.</summary>
    Date,
}
