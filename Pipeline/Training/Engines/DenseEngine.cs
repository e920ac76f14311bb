using TorchSharp;

namespace Transfer.Pipeline.Training;

/// <summary>
/// Trains heads of one dense layer with ReLU, dropout or none, and an output layer, with RMSprop, on samples in memory: several times as
/// fast as <see cref="TorchEngine"/>, to the same weights but for rounding, and on one core, so that a machine trains as many heads at once
/// as it has cores.
/// </summary>
internal sealed class DenseEngine : ITrainingEngine
{
    private readonly DenseHead _state;
    private readonly int[] _train;
    private readonly int[] _validation;
    private readonly double _dropout;
    private readonly long _seed;

    private DenseEngine(TrainingJob job, Head head, DenseHeadShape shape, SamplesInMemory train, int[] validation)
    {
        (Head, _train, _validation) = (head, train.Rows, validation);
        (_dropout, _seed) = (shape.Dropout, job.Options.Given.Seed);
        _state = new DenseHead(head, shape, job.Options, train, job.ClassWeights);
    }

    /// <summary>The head that is trained; it gets its weights when the best are restored.</summary>
    public Head Head { get; }

    /// <summary>
    /// An engine for a training; null for a module, a task or options that it does not know, and for samples that do not lie in memory.
    /// </summary>
    public static DenseEngine? TryCreate(TrainingJob job) => job is { Module: Head head, Groups: null }
        && DenseHeadShape.Of(head.Options, job.Options, job.Task) is { } shape
        && head.parameters().First().device_type == DeviceType.CPU
        && SamplesInMemory.Of(job.Train) is { } train
        && SamplesInMemory.Of(job.Validation) is { } validation && validation.Features == train.Features
            ? new DenseEngine(job, head, shape, train, validation.Rows)
            : null;

    public (double Loss, double Metric) Train(EpochSteps epoch, CancellationToken cancellation)
    {
        var (loss, right) = (0.0, 0L);
        _state.Begin(Batch(0));
        for (var step = 0; step < epoch.Batches.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (batchLoss, batchRight) = _state.Step(epoch.Rates[step], step + 1 < epoch.Batches.Length ? Batch(step + 1) : null);
            (loss, right) = (loss + batchLoss, right + batchRight);
        }

        return (loss / _train.Length, (double)right / _train.Length);

        DenseBatch Batch(int step) => new(
            Array.ConvertAll(epoch.Batches[step], i => _train[i]),
            _dropout == 0 ? null : new DropoutMask(_dropout, _seed, epoch.Number, step, layer: 0));
    }

    public (double Loss, double Metric) Evaluate()
    {
        var (loss, right) = _state.Evaluate(_validation);
        return (loss / _validation.Length, (double)right / _validation.Length);
    }

    public void KeepBest() => _state.Keep();

    public void RestoreBest() => _state.Restore(Head);

    public void Save(BinaryWriter writer) => _state.Save(writer);

    public void Restore(BinaryReader reader) => _state.Restore(reader);

    public void Dispose() => _state.Dispose();
}
