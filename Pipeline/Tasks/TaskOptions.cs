namespace Transfer.Pipeline;

/// <summary>Options of a <see cref="LearningTask"/>; those that are null are chosen for the data.</summary>
public sealed record TaskOptions
{
    /// <summary>
    /// <c>binary</c>, <c>multiclass</c>, <c>multilabel</c>, <c>regression</c> or <c>unit_regression</c>. Default null, to infer it from the
    /// data.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary><c>sigmoid</c>, <c>softmax</c>, <c>linear</c> or <c>exponential</c>. Default null, for the default of the task.</summary>
    public string? OutputActivation { get; init; }

    /// <summary>
    /// A loss of <see cref="Losses"/>, such as <c>huber:delta=2</c>. Default null, for the default of the task and output activation.
    /// </summary>
    public string? Loss { get; init; }

    /// <summary>The choices of <see cref="Kind"/>, in words.</summary>
    public static string KindNames => Kinds.Names;

    /// <summary>The choices of <see cref="OutputActivation"/>, in words.</summary>
    public static string OutputActivationNames => OutputActivations.Names;

    internal static ChoiceTable Kinds { get; } = new("task",
    [
        new Choice("binary"),
        new Choice("multiclass") { Aliases = ["multi_class"] },
        new Choice("multilabel") { Aliases = ["multi_label"] },
        new Choice("regression"),
        new Choice("unit_regression") { Aliases = ["unitregression"] },
    ]);

    internal static ChoiceTable OutputActivations { get; } =
        new("output activation", [.. Enum.GetNames<OutputActivation>().Select(n => new Choice(n.ToLowerInvariant()))]);

    /// <summary>Parses a kind.</summary>
    /// <exception cref="ArgumentException">There is no such task; the message lists the choices.</exception>
    internal static TaskKind KindOf(string text) =>
        Enum.Parse<TaskKind>(Kinds.Parse(text).Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>Validates these options.</summary>
    /// <returns>A sentence for each fault; none when the options are valid.</returns>
    public IEnumerable<string> Validate()
    {
        foreach (var (table, text) in new[] { (Kinds, Kind), (OutputActivations, OutputActivation), (Losses.Table, Loss) })
        {
            if (text is not null && table.Fault(text) is { } fault)
            {
                yield return fault;
            }
        }
    }
}
