using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Trains a head on the features of a frozen base, or on a table.</summary>
internal sealed class HeadMethod(RunInputs inputs) : TrainingMethod(inputs)
{
    public override string Stage => "Training the head";

    // What is solved for at once needs no other device.
    protected override torch.Device TorchDevice => Options.Head.IsLinear ? CPU : base.TorchDevice;

    // Fresh views run the base in every epoch.
    protected override bool HasCheapEpochs => !Options.Views.Fresh;

    public override string WeightsPath(RunFolder run) => run.WeightsPath;

    public override History Fit(
        nn.Module<Tensor, Tensor> module, SplitFeatures features, TrainingCheckpoint? checkpoint, RunContext context) =>
        Fit((Head)module, features, Options.Views.Cached, checkpoint, context);

    /// <summary>The metric of heads that are trained on 1, 2, 4… and fewer views than are cached. The base does not run.</summary>
    public override IReadOnlyList<ViewMetric> CompareViews(SplitFeatures features, RunContext context)
    {
        var metrics = new List<ViewMetric>();
        foreach (var views in ViewReport.CountsBelow(Options.Views.Cached))
        {
            using var head = Inputs.NewHead(features);
            context.Say($"Comparing with {views} of {Options.Views.Cached} views.");
            Fit(head, features, views, null, context);
            metrics.Add(new ViewMetric(views, EvaluationResult.MainMetric(Inputs.Predict(head, features.Validation))));
        }

        return metrics;
    }

    public override float Export(
        nn.Module<Tensor, Tensor> module, ExportSamples samples, ExportFacts facts, string path, RunContext context) =>
        Inputs.Export((Head)module, samples, facts, path, context);

    /// <param name="views">How many of the cached views of each image are trained on.</param>
    private History Fit(Head head, SplitFeatures features, int views, TrainingCheckpoint? checkpoint, RunContext context)
    {
        if (!Options.Head.IsLinear)
        {
            return Fit(head, features, Batches(features, views), checkpoint, context);
        }

        using var train = Batches(features, views);
        using var validation = new CachedBatches(features.Validation, TorchDevice);
        return LinearHead.Fit(head, Inputs.Task, Inputs.ClassWeightsOf(features.Train), train, validation);
    }

    private IBatchSource Batches(SplitFeatures features, int views) => Inputs is ImageInputs images
        ? images.Batches(features, TorchDevice, views)
        : new CachedBatches(features.Train, TorchDevice);
}
