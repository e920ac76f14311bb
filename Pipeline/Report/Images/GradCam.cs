using static TorchSharp.torch;

namespace Transfer.Pipeline.Report;

/// <summary>
/// Computes Grad-CAM heat maps (Selvaraju et al., ICCV 2017) at the feature map at the end of the convolutional base. Only pooling and head
/// follow it, so the gradient is exact even when the base runs in ONNX Runtime.
/// </summary>
internal static class GradCam
{
    /// <param name="images">Normalised images <c>[N, 3, size, size]</c>.</param>
    /// <param name="chosen">The output to explain for each image, <c>[N]</c>.</param>
    /// <returns>
    /// Height and width of a heat map, and the values <c>[N, H, W]</c>, from 0 to 1; null when the base does not end in a feature map.
    /// </returns>
    public static (int Height, int Width, float[] Values)? Of(SavedRun run, float[] images, IReadOnlyList<ChosenImage> chosen)
    {
        var pooling = run.Images.Base.EndPooling;
        if (run.Images.Base.End.ChannelAxis is null || pooling.MapShape is not [_, var height, var width])
        {
            return null;
        }

        using var scope = NewDisposeScope();
        run.Module.eval();
        var map = Map(run, images, chosen.Count).detach().requires_grad_();
        var outputs = run.Head.forward(pooling.Pool(map));
        var index = tensor(chosen.Select(c => (long)c.Output).ToArray()).unsqueeze(1);
        var sign = tensor(chosen.Select(c => c.Rises ? 1f : -1).ToArray());
        (outputs.gather(1, index).squeeze(1) * sign).sum().backward();
        var weights = map.grad!.mean([2, 3], keepdim: true);
        var heat = (weights * map.detach()).sum(1).relu();
        heat = heat / heat.amax([1, 2], keepdim: true).AtLeast(1e-12);
        return (height, width, heat.contiguous().data<float>().ToArray());
    }

    private static Tensor Map(SavedRun run, float[] images, int count)
    {
        using var none = no_grad();
        var open = run.Images.Base;
        if (run.Network is { } network)
        {
            return open.EndPooling.ChannelsFirst(network.Graph.forward(Features(open.Base, images, count)));
        }

        using var whole = new ConvBase(open.Backbone.Graph, open.End, open.ImageSize, Pooling.None, open.Device);
        return Features(whole, images, count).reshape([count, .. whole.MapShape.Select(d => (long)d)]);
    }

    private static Tensor Features(ConvBase part, float[] images, int count)
    {
        var features = new float[count * part.FeatureLength];
        part.Run(images, count, features);
        return tensor(features, [count, part.FeatureLength]);
    }
}
