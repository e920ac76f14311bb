namespace Transfer.Pipeline.Training;

/// <summary>The heads that a <see cref="DenseEngine"/> trains, with RMSprop.</summary>
/// <param name="Units">The units of the dense layer.</param>
/// <param name="Dropout">The share of hidden units that are dropped, [0, 1).</param>
/// <param name="Rho">RMSprop's.</param>
/// <param name="Epsilon">RMSprop's.</param>
internal sealed record DenseHeadShape(int Units, double Dropout, float Rho, float Epsilon)
{
    /// <summary>The shape of a head; null for layers, options or a task that the engine does not know.</summary>
    public static DenseHeadShape? Of(HeadOptions head, ParsedTrainerOptions options, LearningTask task)
    {
        Selection[] layers = [.. HeadLayers.Parse(head)];
        var optimizer = options.Optimizer;
        return layers is [{ Name: "dense" } dense, { Name: "relu" }, .. var rest] && dense["l1"] == 0 && dense["l2"] == 0
            && rest is [] or [{ Name: "dropout" }]
            && optimizer.Name == TrainerOptions.RmsProp && KerasOptimizers.IsPlainRmsProp(optimizer)
            && options.Given is { ClipNorm: 0, FindLearningRate: false } && task.AreClasses
            && (task.OutputActivation, task.Loss.ToString()) is
                (OutputActivation.Sigmoid, "binary_crossentropy") or (OutputActivation.Softmax, "sparse_categorical_crossentropy")
            ? new DenseHeadShape(
                (int)dense["units"], rest.Length == 0 ? 0 : rest[0]["share"], (float)optimizer["rho"], (float)optimizer["epsilon"])
            : null;
    }
}
