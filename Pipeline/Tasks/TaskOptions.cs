using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Options of a <see cref="LearningTask"/>: what the data and the table of tasks should not decide.</summary>
public sealed record TaskOptions
{
    /// <summary>
    /// <c>binary</c>, <c>multiclass</c>, <c>multilabel</c>, <c>regression</c> or <c>unit_regression</c>; null for what the data say.
    /// </summary>
    public string? Kind { get; init; }

    /// <summary><c>sigmoid</c>, <c>softmax</c>, <c>linear</c> or <c>exponential</c>; null for the table's.</summary>
    public string? OutputActivation { get; init; }

    /// <summary>A loss of <see cref="Losses"/>, such as <c>huber:delta=2</c>; null for the table's.</summary>
    public string? Loss { get; init; }

    /// <summary>The values of <see cref="Kind"/>, for help.</summary>
    public static string KindNames => Kinds.Names;

    /// <summary>The values of <see cref="OutputActivation"/>, for help.</summary>
    public static string OutputActivationNames => OutputActivations.Names;

    internal static ChoiceTable Kinds { get; } = new("task",
    [
        new Choice("binary"), new Choice("multiclass") { Aliases = ["multi_class"] },
        new Choice("multilabel") { Aliases = ["multi_label"] }, new Choice("regression"),
        new Choice("unit_regression") { Aliases = ["unitregression"] },
    ]);

    internal static ChoiceTable OutputActivations { get; } = new(
        "output activation", [.. Enum.GetNames<OutputActivation>().Select(n => new Choice(n.ToLowerInvariant()))]);

    /// <summary>The kind that a text names.</summary>
    /// <exception cref="ArgumentException">There is no such task; the message lists the choices.</exception>
    internal static TaskKind KindOf(string text) =>
        Enum.Parse<TaskKind>(Kinds.Parse(text).Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
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
