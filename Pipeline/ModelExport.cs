using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Writes <c>model.onnx</c> and keeps it only if ONNX Runtime gives the trainer's validation outputs.</summary>
internal static class ModelExport
{
    // The whole file is compared on this many images, a head on the features of all: the base is the same graph that made them.
    private const int WholeImages = 32;

    /// <summary>A head on a frozen base.</summary>
    /// <returns>The largest difference.</returns>
    /// <param name="outputs">The head's validation outputs.</param>
    public static float Write(PreparedData data, Head head, float[] outputs, string path, IProgress<ProgressUpdate>? progress)
    {
        var onHead = ExportCheck.Head(data.Base.Below, head, data.Validation.ToArray(), outputs);
        var exported = OnnxExporter.Export(data.Base.Below, data.EndPooling, head, Metadata(data, head));
        return Write(data, exported, outputs, path, progress, $"head on {data.Validation.Count:N0} validation images, whole file on", onHead, null);
    }

    /// <summary>A network whose upper part was trained: its weights go back into the graph that they came from.</summary>
    /// <returns>The largest difference.</returns>
    /// <param name="outputs">The network's validation outputs.</param>
    public static float Write(PreparedData data, TransferNetwork network, float[] outputs, string path, IProgress<ProgressUpdate>? progress)
    {
        var exported = OnnxExporter.Export(network.Graph.ToGraph(), data.EndPooling, network.Head, Metadata(data, network.Head));
        return Write(data, exported, outputs, path, progress, "whole file on", 0, network.Graph);
    }

    private static float Write(
        PreparedData data, OnnxGraph exported, float[] outputs, string path, IProgress<ProgressUpdate>? progress, string how, float worst, TrainableGraph? trained)
    {
        var unchecked_ = path + ".unchecked";
        try
        {
            exported.Save(unchecked_);
            var (images, picked) = Images(data);
            if (picked.Count > 0)
            {
                var columns = outputs.Length / data.Validation.Count;
                float[] expected = [.. picked.SelectMany(i => outputs[(i * columns)..((i + 1) * columns)])];
                using var model = ExportedModel.Load(unchecked_, data.Device);
                worst = Math.Max(worst, Compare(data, model, exported, images, picked, expected, trained));
            }

            File.Move(unchecked_, path, overwrite: true);
            progress.Say($"Export: {path}; ONNX Runtime gives the trainer's outputs ({how} {picked.Count:N0}; largest difference {worst:G2}).");
            return worst;
        }
        finally
        {
            File.Delete(unchecked_);
        }
    }

    private static float Compare(
        PreparedData data, ExportedModel model, OnnxGraph exported, float[] images, List<int> picked, float[] expected, TrainableGraph? trained)
    {
        try
        {
            return ExportCheck.Whole(model, images, picked.Count, expected);
        }
        catch (InvalidDataException exception) when (trained is not null)
        {
            var rows = data.Validation.ToArray(picked);
            var where = ExportCheck.FindDivergence(trained, exported, rows, images[..(picked.Count * data.Loader.ValueCount)], data.ImageSize);
            throw new InvalidDataException($"{exception.Message} {where ?? "Below the head they agree."}", exception);
        }
    }

    private static ModelMetadata Metadata(PreparedData data, Head head) => new()
    {
        Classes = data.Dataset.Classes,
        Targets = data.Task.OutputsOf,
        Preprocessing = data.Preprocessing.ToString(),
        ImageSize = data.ImageSize,
        OutputActivation = head.OutputActivation,
        Origin = data.Origin,
    };

    /// <summary>Evenly spread validation images, so that every class is among them.</summary>
    private static (float[] Images, List<int> Picked) Images(PreparedData data)
    {
        var loader = data.Loader;
        var count = Math.Min(WholeImages, data.Validation.Count);
        var images = new float[count * loader.ValueCount];
        var picked = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var index = (int)((long)i * data.Validation.Count / count);
            if (loader.Load(data.Validation.Samples[index].Path, images.AsSpan(picked.Count * loader.ValueCount, loader.ValueCount)).IsOk)
            {
                picked.Add(index);
            }
        }

        return (images, picked);
    }
}
