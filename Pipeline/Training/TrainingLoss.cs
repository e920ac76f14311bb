using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>The training loss: the mean loss of a batch, with class weights, plus the regularization of the head.</summary>
/// <param name="classWeights">The weight of each class; null for 1.</param>
/// <param name="scaling">How targets are standardized for the module; null for not at all.</param>
internal sealed class TrainingLoss(
    LearningTask task, nn.Module module, IReadOnlyList<float>? classWeights = null, TargetScaling? scaling = null) : IDisposable
{
    private Tensor? _weights;

    /// <summary>The loss of a training.</summary>
    public static TrainingLoss Of(TrainingJob job) => new(job.Task, job.Module, job.ClassWeights, job.Scaling);

    /// <summary>The loss of a batch, a scalar in the caller's dispose scope.</summary>
    /// <param name="logits"><c>[N, K]</c>.</param>
    /// <param name="targets">Classes, int64 <c>[N]</c>, or values or shares of classes, float32 <c>[N, K]</c>.</param>
    public Tensor Of(Tensor logits, Tensor targets)
    {
        var (compared, with) = scaling is null ? (logits, targets) : scaling.ForLoss(logits, targets);
        var loss = task.MeanLoss(compared, with, classWeights is null ? null : Weights(targets, classWeights));
        return HeadOf(module)?.Penalty() is { } penalty ? loss.Plus(penalty) : loss;
    }

    /// <summary>The loss without class weights, of outputs as evaluations count them, in double precision: a scalar.</summary>
    /// <inheritdoc cref="Of(Tensor, Tensor)"/>
    public Tensor Measured(Tensor logits, Tensor targets)
    {
        var (compared, with) = scaling is null ? (logits, targets) : scaling.ForLoss(logits, targets);
        var loss = task.MeasuredLoss(task.OutputActivation.Activate(compared.to(ScalarType.Float64)), with);
        return HeadOf(module)?.Penalty() is { } penalty ? loss.Plus(penalty) : loss;
    }

    /// <summary>
    /// The main metric of each sample, <c>[N]</c>, as <see cref="LearningTask.Measure"/> has it, in the unit of the targets.
    /// </summary>
    /// <inheritdoc cref="Of(Tensor, Tensor)"/>
    public Tensor Measure(Tensor logits, Tensor targets) =>
        scaling is null ? task.Measure(logits, targets) : task.Measure(scaling.InUnit(logits), targets);

    public void Dispose() => _weights?.Dispose();

    /// <summary>The head that a module is or ends in; null where it has none.</summary>
    public static Head? HeadOf(nn.Module module) => module switch
    {
        Head head => head,
        TransferNetwork network => network.Head,
        _ => null,
    };

    /// <summary>The weight of each sample, <c>[N]</c>; a mixed one has its share of each class' weight.</summary>
    private Tensor Weights(Tensor targets, IReadOnlyList<float> classWeights)
    {
        _weights ??= tensor(classWeights.ToArray(), device: targets.device).DetachFromDisposeScope();
        return targets.dim() == 1 ? _weights.index_select(0, targets)
            : (targets.shape[1] == 1 ? cat([targets.SubtractedFrom(1), targets], 1) : targets).MatrixProduct(_weights);
    }
}
