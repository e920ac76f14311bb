using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Trains blocks of the network together with a head.</summary>
internal abstract class NetworkMethod(ImageInputs inputs) : TrainingMethod(inputs)
{
    protected ImageInputs Images => inputs;

    public override string WeightsPath(RunFolder run) => run.NetworkPath;

    public override History Fit(
        nn.Module<Tensor, Tensor> module, SplitFeatures features, TrainingCheckpoint? checkpoint, RunContext context) =>
        Fit(module, features, inputs.Batches(features, TorchDevice, null), checkpoint, context);

    public override float Export(nn.Module<Tensor, Tensor> module, ExportSamples samples, string path, RunContext context) =>
        new ImageExport(inputs, samples, context).Write((TransferNetwork)module, path);

    /// <summary>The network between the cut and the end of the base.</summary>
    protected TrainableGraph Graph(ComputeType compute = ComputeType.Float32) =>
        new(inputs.Base.Backbone.Graph, inputs.Base.Cut, inputs.Base.End.Name, inputs.Base.ImageSize, compute);
}
