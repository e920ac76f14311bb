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

    public override float Export(
        nn.Module<Tensor, Tensor> module, ExportSamples samples, ExportFacts facts, string path, RunContext context) =>
        new ImageExport(inputs, samples, facts, context).Write((TransferNetwork)module, path);

    /// <summary>The network between the cut and the end of the base.</summary>
    /// <exception cref="InvalidDataException">It differs from the file of the network, which is compared at the first use.</exception>
    public static TrainableGraph GraphOf(OpenBase open, ComputeType compute = ComputeType.Float32)
    {
        FirstUse.Verify(open.Backbone, open.Cut, open.End, open.ImageSize);
        return new TrainableGraph(open.Backbone.Graph, open.Cut, open.End.Name, open.ImageSize, compute);
    }
}
