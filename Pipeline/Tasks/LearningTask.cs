using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>A learning task: the kind of targets, with a matching output activation, loss and metrics.</summary>
public sealed record LearningTask
{
    /// <summary>The name of the main metric of classes and labels.</summary>
    public const string Accuracy = "accuracy";

    // The sparse loss for shares of classes, which mixed samples have.
    private static readonly Loss OfShares = Losses.Find("categorical_crossentropy");

    private LearningTask(TaskKind kind, int targets, OutputActivation outputActivation, Loss loss) =>
        (Kind, Targets, OutputActivation, Loss) = (kind, targets, outputActivation, loss);

    /// <summary>The kind of targets.</summary>
    public TaskKind Kind { get; }

    /// <summary>Whether each sample has exactly one class.</summary>
    public bool AreClasses => Kind is TaskKind.Binary or TaskKind.MultiClass;

    /// <summary>Whether targets are values.</summary>
    public bool AreValues => Kind is TaskKind.Regression or TaskKind.UnitRegression;

    /// <summary>The number of classes, labels or values.</summary>
    public int Targets { get; }

    /// <summary>The output activation.</summary>
    public OutputActivation OutputActivation { get; }

    /// <summary>The loss.</summary>
    public Loss Loss { get; }

    /// <summary>K, the number of outputs of the network: one for two classes without softmax.</summary>
    public int Outputs => Kind == TaskKind.Binary && OutputActivation != OutputActivation.Softmax ? 1 : Targets;

    /// <summary>The names of the metrics, the main one first.</summary>
    public IReadOnlyList<string> Metrics => Kind switch
    {
        TaskKind.Binary =>
        [
            Accuracy, "balanced_accuracy", "auc", "average_precision", "precision", "recall", "f1", "mcc",
            .. OutputActivation == OutputActivation.Linear ? Array.Empty<string>() : ["log_loss", "brier"],
        ],
        TaskKind.MultiClass =>
        [
            Accuracy, "balanced_accuracy", "f1", "mcc",
            .. OutputActivation == OutputActivation.Linear ? Array.Empty<string>() : ["log_loss", "brier"],
        ],
        TaskKind.MultiLabel => LabelMetrics(OutputActivation == OutputActivation.Sigmoid),
        _ => ["mae", "rmse", "r2"],
    };

    /// <summary>The task in a sentence.</summary>
    public string Description =>
        $"{Words}: {(Outputs == 1 ? "one output" : $"{Outputs} outputs")}, "
        + $"output activation {OutputActivation.ToString().ToLowerInvariant()}, loss {Loss}, metrics {string.Join(", ", Metrics)}";

    /// <summary>The kind of output of the exported model: classes, labels or values.</summary>
    internal TargetKind OutputsOf => AreClasses ? TargetKind.Classes : AreValues ? TargetKind.Values : TargetKind.Labels;

    /// <summary>The targets in words, such as <c>two classes that exclude each other</c>.</summary>
    internal string Words => InWords(Kind, Targets);

    /// <summary>The names of the metrics of labels.</summary>
    /// <param name="areProbabilities">Whether outputs are probabilities.</param>
    internal static IReadOnlyList<string> LabelMetrics(bool areProbabilities) =>
    [
        Accuracy, "exact_match", "precision", "recall", "f1", "micro_f1", "auc", "map",
        .. areProbabilities ? ["brier"] : Array.Empty<string>(),
    ];

    /// <summary>Creates a task of classes that exclude each other, with the default output activation and loss.</summary>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <exception cref="InvalidOptionsException">There are fewer than two classes.</exception>
    public static LearningTask OfClasses(int classes) => Choose(classes == 2 ? TaskKind.Binary : TaskKind.MultiClass, classes);

    /// <summary>Chooses the output activation and the loss for the data, respecting the ones that are given.</summary>
    /// <param name="kind">The kind of the data; <see cref="TaskOptions.Kind"/> overrides it.</param>
    /// <param name="targets">The number of classes, labels or values.</param>
    /// <param name="options">The given kind, output activation and loss; null for none.</param>
    /// <exception cref="InvalidOptionsException">
    /// The options do not match each other or the data; the message lists the valid ones.
    /// </exception>
    public static LearningTask Choose(TaskKind kind, int targets, TaskOptions? options = null)
    {
        options ??= new TaskOptions();
        InvalidOptionsException.ThrowIfAny(options.Validate());
        kind = options.Kind is { } text ? TaskOptions.KindOf(text) : kind;
        InvalidOptionsException.ThrowIfAny(CountFaults(kind, targets));
        OutputActivation? activation = options.OutputActivation is { } name
            ? Enum.Parse<OutputActivation>(TaskOptions.OutputActivations.Parse(name).Name, ignoreCase: true)
            : null;
        var loss = options.Loss is { } given ? Losses.Find(given) : null;
        var rows = TaskRow.All.Where(r => r.Kind == kind && (activation is null || r.OutputActivation == activation));
        var row = rows.FirstOrDefault(r => loss is null || r.Losses.Contains(loss.Name))
            ?? throw new InvalidOptionsException([Refusal(kind, targets, activation, loss)]);
        return loss?.Name == "cosine_similarity" && targets == 1
            ? throw new InvalidOptionsException(
                ["The loss cosine_similarity compares directions, and one value has none. Use mean_squared_error."])
            : new LearningTask(kind, targets, row.OutputActivation, loss ?? Losses.Find(row.Losses[0]));
    }

    /// <summary>Computes the mean loss of a batch.</summary>
    /// <param name="logits"><c>[N, K]</c>.</param>
    /// <param name="targets">Classes, int64 <c>[N]</c>, or values or shares of classes, float32 <c>[N, K]</c>.</param>
    /// <param name="weights">The weight of each sample, <c>[N]</c>; null for 1.</param>
    /// <returns>A scalar in the caller's dispose scope.</returns>
    internal Tensor MeanLoss(Tensor logits, Tensor targets, Tensor? weights = null) =>
        (Loss.TakesClasses && targets.dim() == 2 ? OfShares : Loss).MeanOfLogits(logits, OutputActivation, targets, weights);

    /// <summary>
    /// Computes the mean loss of outputs, the same in histories and evaluations: in double precision, with probabilities between 1e-7 and
    /// 1 - 1e-7.
    /// </summary>
    /// <param name="outputs">The values of the output activation, <c>[N, K]</c>.</param>
    /// <param name="targets">Classes, int64 <c>[N]</c>, or values, float32 <c>[N, K]</c>.</param>
    /// <returns>A float64 scalar in the caller's dispose scope.</returns>
    internal Tensor MeasuredLoss(Tensor outputs, Tensor targets) => Loss.Mean(
        outputs.to(ScalarType.Float64), targets.dtype == ScalarType.Int64 ? targets : targets.to(ScalarType.Float64));

    /// <summary>
    /// Computes the main metric of each sample: 0 or 1 for a class, the share of correct labels, or the mean absolute error.
    /// </summary>
    /// <param name="logits"><c>[N, K]</c>.</param>
    /// <param name="targets">
    /// Classes, int64 <c>[N]</c>, or values or shares of classes, float32 <c>[N, K]</c>; the class with the largest share is the right one.
    /// </param>
    /// <returns>float32 <c>[N]</c>.</returns>
    internal Tensor Measure(Tensor logits, Tensor targets) => Kind switch
    {
        // A probability of 0.5 has a logit of 0.
        TaskKind.Binary or TaskKind.MultiClass =>
            Largest(logits, 0).eq(targets.dim() == 2 ? Largest(targets, 0.5) : targets).to(ScalarType.Float32),
        TaskKind.MultiLabel => logits.IsAbove(0).eq(targets.IsAbove(0.5)).to(ScalarType.Float32).mean([1]),
        _ => (OutputActivation.Activate(logits) - targets).abs().mean([1]),
    };

    /// <summary>The class with the largest value of <c>[N, K]</c>; for <c>[N, 1]</c>, the second one above a threshold.</summary>
    private static Tensor Largest(Tensor values, double threshold) =>
        values.shape[1] == 1 ? values.squeeze(1).IsAbove(threshold).to(ScalarType.Int64) : values.argmax(1);

    private static IEnumerable<string> CountFaults(TaskKind kind, int targets)
    {
        if (kind == TaskKind.Binary && targets != 2)
        {
            yield return $"A binary task has 2 classes, and the data have {targets}. "
                + "Use multiclass for classes that exclude each other, multilabel for labels that do not.";
        }

        if (kind == TaskKind.MultiClass && targets < 2)
        {
            yield return $"A task of several classes needs 2 or more, and the data have {targets}.";
        }

        if (targets < 1)
        {
            yield return "The data have no targets; expected at least one label or value for each sample.";
        }
    }

    private static string Refusal(TaskKind kind, int targets, OutputActivation? activation, Loss? loss)
    {
        var given = (activation, loss) switch
        {
            ({ } a, { } l) => $"{a} with {l.Name}",
            ({ } a, null) => $"{a} as the output activation",
            _ => $"The loss {loss!.Name}",
        };
        var isOneOutput = activation == OutputActivation.Softmax && kind is TaskKind.Binary or TaskKind.UnitRegression && loss is not null;
        var why = isOneOutput ? " (a softmax over one output is always 1)" : "";
        var valid = string.Join("; or ", TaskRow.All.Where(r => r.Kind == kind));
        return $"{given} makes no sense for {InWords(kind, targets)}{why}. Expected {valid}.";
    }

    private static string InWords(TaskKind kind, int targets) => kind switch
    {
        TaskKind.Binary => "two classes that exclude each other",
        TaskKind.MultiClass => $"{targets} classes that exclude each other",
        TaskKind.MultiLabel => targets == 1 ? "a label" : $"{targets} labels that do not exclude each other",
        TaskKind.Regression => targets == 1 ? "a value of any size" : $"{targets} values of any size",
        _ => targets == 1 ? "a value from 0 to 1" : $"{targets} values from 0 to 1",
    };
}
