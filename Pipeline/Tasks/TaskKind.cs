namespace Transfer.Pipeline;

/// <summary>The kind of a learning task.</summary>
public enum TaskKind
{
    /// <summary>One of two classes.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    MultiClass,

    /// <summary>Any number of labels that do not exclude each other.</summary>
    MultiLabel,

    /// <summary>Unbounded values.</summary>
    Regression,

    /// <summary>Values from 0 to 1.</summary>
    UnitRegression,
}
