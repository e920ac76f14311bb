using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>The heads and the training that <see cref="DenseHeadTrainer"/> knows.</summary>
/// <param name="Units">Of the dense layer.</param>
/// <param name="Dropout">The share of hidden units that are dropped, [0, 1).</param>
/// <param name="Rho">RMSprop's.</param>
/// <param name="Epsilon">RMSprop's.</param>
internal sealed record DenseHeadShape(int Units, double Dropout, float Rho, float Epsilon)
{
    /// <summary>Null for layers, training or a task that it does not know.</summary>
    public static DenseHeadShape? Of(HeadOptions head, TrainerOptions trainer, LearningTask task)
    {
        var layers = head.IsLinear ? [] : head.ToString().Split(',').Where(l => l != "none").Select(HeadLayers.Table.Parse).ToList();
        var optimizer = Optimizers.Table.Parse(trainer.Optimizer);
        return layers is [{ Name: "dense" } dense, { Name: "relu" }, .. var rest] && dense["l1"] == 0 && dense["l2"] == 0
            && rest is [] or [{ Name: "dropout" }]
            && optimizer.Name == "rmsprop" && KerasOptimizers.IsPlainRmsProp(optimizer) && trainer.ClipNorm == 0 && !trainer.FindLearningRate
            && (task.OutputActivation, task.Loss.ToString()) is (OutputActivation.Sigmoid, "binary_crossentropy") or (OutputActivation.Softmax, "sparse_categorical_crossentropy")
            && task.AreClasses
            ? new DenseHeadShape((int)dense["units"], rest.Count == 0 ? 0 : rest[0]["share"], (float)optimizer["rho"], (float)optimizer["epsilon"])
            : null;
    }
}
