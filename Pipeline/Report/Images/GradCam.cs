using static TorchSharp.torch;

namespace Transfer.Pipeline.Report;

/// <summary>
/// Computes Grad-CAM heat maps (Selvaraju et al., ICCV 2017) at the feature map at the end of the convolutional base. Only pooling and head
/// follow it, so the gradient is exact even when the base runs in ONNX Runtime.
/// </summary>
/// <param name="run">The run, which stays its owner's.</param>
internal sealed class GradCam(SavedRun run) : IDisposable
{
    private readonly Lazy<ConvBase> _whole = new(() =>
    {
        var open = run.Images.Base;
        return new ConvBase(open.Backbone.Graph, open.End, open.ImageSize, Pooling.None, open.Device);
    });

    /// <summary>Whether the base ends in a feature map, without which there are no heat maps.</summary>
    public bool HasMap => run.Images.Base.End.ChannelAxis is not null && run.Images.Base.EndPooling.MapShape is [_, _, _];

    /// <param name="images">Normalised images <c>[N, 3, size, size]</c>.</param>
    /// <param name="chosen">The output to explain for each image, <c>[N]</c>.</param>
    /// <returns>
    /// Height and width of a heat map, and the values <c>[N, H, W]</c>, from 0 to 1; null when the base does not end in a feature map.
    /// </returns>
    public (int Height, int Width, float[] Values)? Of(float[] images, IReadOnlyList<(int Output, bool Rises)> chosen)
    {
        if (!HasMap)
        {
            return null;
        }

        var pooling = run.Images.Base.EndPooling;
        using var scope = NewDisposeScope();
        run.Module.eval();
        var map = Map(images, chosen.Count).detach().requires_grad_();
        var outputs = run.Head.forward(pooling.Pool(map));
        var index = tensor(chosen.Select(c => (long)c.Output).ToArray()).unsqueeze(1);
        var sign = tensor(chosen.Select(c => c.Rises ? 1f : -1).ToArray());
        (outputs.gather(1, index).squeeze(1) * sign).sum().backward();
        var weights = map.grad!.mean([2, 3], keepdim: true);
        var heat = (weights * map.detach()).sum(1).relu();
        heat = heat / heat.amax([1, 2], keepdim: true).AtLeast(1e-12);
        return (pooling.MapShape[1], pooling.MapShape[2], heat.contiguous().data<float>().ToArray());
    }

    public void Dispose()
    {
        if (_whole.IsValueCreated)
        {
            _whole.Value.Dispose();
        }
    }

    private Tensor Map(float[] images, int count)
    {
        using var none = no_grad();
        var open = run.Images.Base;
        if (run.Network is { } network)
        {
            return open.EndPooling.ChannelsFirst(network.Graph.forward(Features(open.Base, images, count)));
        }

        var whole = _whole.Value;
        return Features(whole, images, count).reshape([count, .. whole.MapShape.Select(d => (long)d)]);
    }

    private static Tensor Features(ConvBase part, float[] images, int count)
    {
        var features = new float[count * part.FeatureLength];
        part.Run(images, count, features);
        return tensor(features, [count, part.FeatureLength]);
    }
}
