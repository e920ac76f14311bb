using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Trains any module with TorchSharp.</summary>
internal sealed class TorchEngine : ITrainingEngine
{
    // The most values of a batch that one thread multiplies with the weights of a head faster than several.
    private const int SmallBatch = 1 << 16;

    private readonly TrainingJob _job;
    private readonly IReadOnlyList<TrainedGroup> _groups;
    private readonly TrainingLoss _loss;
    private readonly TrainingLoss _validationLoss;
    private readonly Optimizer _optimizer;
    private readonly BestWeights _best;

    public TorchEngine(TrainingJob job)
    {
        _job = job;
        _groups = job.Groups ?? [new TrainedGroup("all", [.. job.Module.parameters()])];
        _loss = TrainingLoss.Of(job);
        // Class weights are for training alone.
        _validationLoss = new TrainingLoss(job.Task, job.Module, null, job.Scaling);
        _optimizer = Optimizers.Create(job.Options.Optimizer, _groups);
        _best = new BestWeights(job.Module);
    }

    public (double Loss, double Metric) Train(EpochSteps epoch, CancellationToken cancellation) =>
        _job.Module is Head && (long)epoch.Batches[0].Length * _job.Train.Length <= SmallBatch
            ? OpenMpThreads.OnCallingThread(() => RunSteps(epoch, cancellation))
            : RunSteps(epoch, cancellation);

    public (double Loss, double Metric) Evaluate() => Trainer.Evaluate(_job.Module, _job.Validation, _validationLoss);

    public void KeepBest() => _best.Keep();

    public void RestoreBest() => _best.Restore();

    public void Save(BinaryWriter writer)
    {
        foreach (var tensor in BestWeights.Of(_job.Module))
        {
            TensorBytes.Write(writer, tensor);
        }

        _best.Save(writer);
        _optimizer.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        foreach (var tensor in BestWeights.Of(_job.Module))
        {
            TensorBytes.Read(reader, tensor);
        }

        _best.Restore(reader);
        _optimizer.Restore(reader);
    }

    public void Dispose()
    {
        _loss.Dispose();
        _validationLoss.Dispose();
        _optimizer.Dispose();
        _best.Dispose();
    }

    private (double Loss, double Metric) RunSteps(EpochSteps epoch, CancellationToken cancellation)
    {
        _job.Module.train();
        var head = TrainingLoss.HeadOf(_job.Module);
        using var all = NewDisposeScope();
        Tensor? lossSum = null;
        Tensor? metricSum = null;
        foreach (var (step, samples) in epoch.Batches.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (inputs, targets) = _job.Train.Batch(samples, epoch.Number);
            _optimizer.ZeroGradients();
            head?.BeginStep(_job.Options.Given.Seed, epoch.Number, step);
            var logits = _job.Module.forward(inputs);
            var loss = _loss.Of(logits, targets);
            loss.backward();
            Update(epoch.Rates[step]);
            using var none = no_grad();
            // Sums stay tensors: to read one waits for the device.
            lossSum ??= zeros(1, dtype: ScalarType.Float64, device: logits.device).MoveToOtherDisposeScope(all);
            metricSum ??= zeros(1, dtype: ScalarType.Float64, device: logits.device).MoveToOtherDisposeScope(all);
            lossSum.AddInPlace(loss, samples.Length);
            metricSum.AddInPlace(_loss.Measure(logits, targets).sum());
        }

        return (lossSum!.item<double>() / _job.Train.Count, metricSum!.item<double>() / _job.Train.Count);
    }

    private void Update(double rate)
    {
        var clipNorm = _job.Options.Given.ClipNorm;
        if (clipNorm > 0)
        {
            nn.utils.clip_grad_norm_(_groups.SelectMany(g => g.Weights).Where(w => w.grad is not null), clipNorm);
        }

        _optimizer.Step([.. _groups.Select(g => rate * g.RateShare)], _job.Options.WeightDecay);
    }
}
