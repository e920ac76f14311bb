namespace Transfer.Pipeline.Tuning;

/// <summary>What the chosen configuration is best at, among those that are accurate enough.</summary>
public enum TuneObjective
{
    /// <summary>The highest accuracy, whatever it costs.</summary>
    Accuracy,

    /// <summary>The fewest milliseconds per image, of those within one standard error of the highest accuracy.</summary>
    Speed,

    /// <summary>The fewest megabytes, of those within one standard error of the highest accuracy.</summary>
    Size,

    /// <summary>The smallest product of milliseconds and megabytes, of those within one point of the highest accuracy.</summary>
    Balanced,
}
