using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Finds networks in which a batch of one image is built in, whatever their input says, and frees it where that is possible.
/// </summary>
internal static class BatchOfOne
{
    /// <summary>Frees the batch size of a network.</summary>
    /// <param name="model">The network. It stays as it was where its batch cannot be freed.</param>
    /// <param name="input">Its images, as the file describes them.</param>
    /// <returns>Whether the file was written for one batch size, and whether its images must run one at a time.</returns>
    public static (bool WasFixed, bool IsOneByOne) Free(ModelProto model, ImageInput input)
    {
        // The shapes of inner tensors in the file are those of its own batch and image size.
        model.Graph.ValueInfo.Clear();
        if (input.Batch > 1)
        {
            BatchDimension.Free(model, input);
            return (true, false);
        }

        if (BatchSigns.DecideOnImages(model.Graph, input.Name))
        {
            return (true, true);
        }

        if (input.Batch is null && AreIndependent(model, input))
        {
            return (false, false);
        }

        var before = model.Graph.Clone();
        BatchDimension.Free(model, input.ForOne());
        if (AreIndependent(model, input))
        {
            return (true, false);
        }

        model.Graph = before;
        return (true, true);
    }

    /// <summary>A sentence about a network whose images run one at a time.</summary>
    public static string Sentence(string name) => $"'{name}' computes one image at a time, since a batch of one is built into it. "
        + "Exported with a dynamic batch, it would be faster.";

    /// <summary>Whether two images together give what they give alone. Without a sign of the opposite nothing is computed.</summary>
    private static bool AreIndependent(ModelProto model, ImageInput input)
    {
        var size = input.Size ?? CutPoints.UsualImageSize;
        if (size > WindowLimits.LargestImage || !BatchSigns.Any(model.Graph, input.Name))
        {
            return true;
        }

        // Any two images that differ.
        var pixels = 3 * size * size;
        float[] values = [.. Enumerable.Range(0, 2 * pixels).Select(i => (i < pixels ? i % 251 : i % 127) / 64f)];
        var images = new ImageBatch(values, 2, size);
        var network = OnnxGraph.Of(model, input.Name);
        try
        {
            using var probe = new GraphProbe(network, [network.OutputName], GraphOptimizationLevel.ORT_DISABLE_ALL);
            var alone = Alone(images);
            if (Together() is not { } together)
            {
                return false;
            }

            var difference = Divergence.Of(together, alone);
            return !(difference > Rounding.Tolerance)
                || difference <= Rounding.Accepted(Divergence.Of(Alone(images with { Values = Rounding.Move(values) }), alone));

            float[] Alone(ImageBatch both) => Sorted(both.Split(1).SelectMany(one => probe.Run(one, RuntimeTensors.ReadFloats)[0]));

            float[]? Together()
            {
                try
                {
                    return Sorted(probe.Run(images, RuntimeTensors.ReadFloats)[0]);
                }
                catch (NotSupportedException)
                {
                    return null;
                }
            }
        }
        catch (NotSupportedException)
        {
            // It does not run on a single image either, which is said where it is used.
            return true;
        }

        // The images need not come first in the output.
        static float[] Sorted(IEnumerable<float> values) => [.. values.Order()];
    }
}
