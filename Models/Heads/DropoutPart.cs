using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>Dropout (Srivastava et al., JMLR 2014); an exported file has none.</summary>
/// <param name="share">The share of values that are dropped, [0, 1).</param>
/// <param name="layer">The number of this dropout layer in its head, from 0.</param>
internal sealed class DropoutPart(double share, int layer) : HeadPart(HeadLayers.Dropout)
{
    private (long Seed, int Epoch, int Number) _step;

    /// <summary>Chooses what the next forward pass drops.</summary>
    public void Begin(long seed, int epoch, int step) => _step = (seed, epoch, step);

    public override Tensor forward(Tensor input)
    {
        if (!training || share == 0)
        {
            return input;
        }

        using var scope = NewDisposeScope();
        var mask = empty(input.shape);
        Fill(mask.Floats(), (int)input.shape[0]);
        // Another forward pass drops others.
        _step.Number++;
        return (input * mask.to(input.device)).MoveToOuterDisposeScope();
    }

    public override string Export(AddedNodes nodes, string input) => input;

    private void Fill(Span<float> values, int rows)
    {
        var (units, scale) = (values.Length / rows, BitConverter.SingleToInt32Bits((float)(1 / (1 - share))));
        var mask = new DropoutMask(share, _step.Seed, _step.Epoch, _step.Number, layer);
        for (var unit = 0; unit < units; unit++)
        {
            var bits = 0UL;
            for (var row = 0; row < rows; row++)
            {
                bits = row % DropoutMask.Most == 0 ? mask.Next(Math.Min(DropoutMask.Most, rows - row)) : bits >> 1;
                // Without a branch, which would be predicted wrong half the time.
                values[(row * units) + unit] = BitConverter.Int32BitsToSingle(-(int)(bits & 1) & scale);
            }
        }
    }
}
