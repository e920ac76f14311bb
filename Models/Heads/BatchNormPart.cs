using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>Batch normalisation (Ioffe and Szegedy, ICML 2015) with Keras' momentum, which is one less torch's.</summary>
internal sealed class BatchNormPart : HeadPart
{
    private readonly TorchSharp.Modules.Parameter _gamma;
    private readonly TorchSharp.Modules.Parameter _beta;
    private readonly Tensor _mean;
    private readonly Tensor _variance;
    private readonly double _momentum;
    private readonly double _epsilon;

    public BatchNormPart(int features, double momentum, double epsilon)
        : base(HeadLayers.BatchNorm)
    {
        (_momentum, _epsilon) = (momentum, epsilon);
        _gamma = nn.Parameter(ones(features));
        _beta = nn.Parameter(zeros(features));
        _mean = zeros(features);
        _variance = ones(features);
        RegisterComponents();
    }

    // One sample has no variance: the last batch of an epoch may be so small.
    public override Tensor forward(Tensor input) => training && input.shape[0] > 1
        ? BatchStatistics.Normalize(input, (_mean, _variance), (_gamma, _beta), 1 - _momentum, _epsilon)
        : nn.functional.batch_norm(input, _mean, _variance, _gamma, _beta, training: false, eps: _epsilon);

    public override string Export(AddedNodes nodes, string input)
    {
        var (gamma, beta, mean, variance) = (Values(_gamma), Values(_beta), Values(_mean), Values(_variance));
        float[] scale = [.. gamma.Zip(variance, (g, v) => (float)(g / Math.Sqrt(v + _epsilon)))];
        float[] shift = [.. beta.Select((b, i) => (float)(b - ((double)mean[i] * scale[i])))];
        var scaled = nodes.Add("Mul", input, nodes.Weight("scale", scale, scale.Length));
        return nodes.Add("Add", scaled, nodes.Weight("shift", shift, shift.Length));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gamma.Dispose();
            _beta.Dispose();
            _mean.Dispose();
            _variance.Dispose();
        }

        base.Dispose(disposing);
    }
}
