using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Trains the upper blocks of a network together with a head that was trained before.</summary>
/// <param name="settings">What is unfrozen, and how it is trained.</param>
/// <param name="parent">The run whose trained head is the start; null where the weights of the whole network are to be loaded.</param>
internal sealed class FineTuneMethod(ImageInputs inputs, FineTuneRecord settings, (RunFolder Run, RunRecord Record)? parent)
    : NetworkMethod(inputs)
{
    private Dictionary<string, double> _rates = [];

    public override string Name => $"{base.Name}-finetuned";

    public override string Stage => "Fine-tuning";

    protected override int UsualEpochs => FineTuneOptions.UsualEpochs;

    // What suits a new head would ruin trained weights: one search is from a tenth to ten times of this.
    protected override double? UsualRate => 1e-4;

    protected override bool IsContinued => true;

    public override object Shaping => new
    {
        Start = parent is { } head ? ContentHash.OfFile(head.Run.WeightsPath).ToString() : null,
        settings.Unfreeze,
        settings.LowestLearningRate,
        settings.Compute,
    };

    public override TransferNetwork BuildNetwork()
    {
        var head = Images.NewHead();
        if (parent is { } trained)
        {
            SavedWeights.Load(head, trained.Run.WeightsPath, trained.Record.WeightsSha256);
        }

        return new TransferNetwork(GraphOf(Images.Base, settings.Compute), Images.Base.EndPooling, head);
    }

    public override RunRecord Describe(TransferNetwork? network) => base.Describe(network) with
    {
        FineTune = settings with { FrozenBefore = Frozen(Images.Base.Backbone.Graph, network!) },
    };

    public override Predictions Start(nn.Module<Tensor, Tensor> module, SplitFeatures features, RunContext context)
    {
        var blocks = string.Join(", ", ((TransferNetwork)module).Graph.Blocks.Select(b => b.Name));
        var type = settings.Compute == ComputeType.Float32 ? "" : $", computed in {settings.Compute}";
        context.Say($"Trained: {blocks} and the head, {module.parameters().Sum(p => p.numel()):N0} weights{type}.");
        var start = Images.Predict(module, features.Validation);
        context.Say($"Frozen base: validation {Images.Task.Metrics[0]} {EvaluationResult.MainMetric(start)}.");
        return start;
    }

    public override RunRecord Trained(RunRecord record, nn.Module<Tensor, Tensor> module, Predictions? start, Predictions end) =>
        record with
        {
            FineTune = record.FineTune! with
            {
                Blocks = ((TransferNetwork)module).Graph.Changes,
                Rates = _rates,
                Difference = PairedDifference.Of(start!, end)
            },
        };

    public override RunRecord Exported(RunRecord record, nn.Module<Tensor, Tensor> module, string path) =>
        record with { FineTune = record.FineTune! with { FrozenAfter = Frozen(OnnxGraph.Load(path), (TransferNetwork)module) } };

    /// <summary>The blocks from the cut upwards, then the head with the whole rate.</summary>
    /// <param name="lowest">The share of the learning rate that the lowest block has; those above it are spaced evenly.</param>
    public static IReadOnlyList<TrainedGroup> GroupsOf(TransferNetwork network, double lowest = 1)
    {
        var (blocks, weights) = (network.Graph.Blocks, network.Graph.Weights);
        return
        [
            .. blocks.Select((block, i) => new TrainedGroup(
                block.Name, [.. block.Weights.Select(w => weights[w])], Math.Pow(lowest, (double)(blocks.Count - i) / blocks.Count))),
            new TrainedGroup("head", [.. network.Head.parameters()]),
        ];
    }

    protected override IReadOnlyList<TrainedGroup> Groups(nn.Module<Tensor, Tensor> module) => GroupsOf(
        (TransferNetwork)module, (settings.LowestLearningRate ?? Options.Trainer.Rate) / Options.Trainer.Rate);

    protected override Func<TrainingJob, IReadOnlyList<TrainedGroup>>? ChooseShares(RunContext context) => job =>
    {
        var groups = job.Groups!;
        if (settings.LowestLearningRate is null && job.Options.Given is { LearningRate: null, FindLearningRate: false })
        {
            groups = BlockRates.Find(job, context.Cancellation);
            context.Say($"Learning rates, for a change of about {BlockRates.ChangeOf(groups.Count - 1) * 100:0.##} % of each block: "
                + string.Join(", ", groups.Select(g => string.Create(
                    CultureInfo.InvariantCulture, $"{g.Name} {g.RateShare * job.Options.LearningRate:G2}"))) + ".");
        }

        _rates = groups.DistinctBy(g => g.Name).ToDictionary(g => g.Name, g => g.RateShare * job.Options.LearningRate);
        return groups;
    };

    private FrozenWeights Frozen(OnnxGraph graph, TransferNetwork network) => FrozenWeights.Of(graph, Images.Base.Cut, network.Graph);
}
