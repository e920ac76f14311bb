using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Writes <c>model.onnx</c> and keeps it only if ONNX Runtime gives the trainer's validation outputs.</summary>
internal static class HeadExport
{
    // The whole file is compared on this many pictures, the head on all: the base is the same graph that made the features.
    private const int WholePictures = 32;

    /// <returns>The largest difference.</returns>
    public static float Write(PreparedData data, Head head, string path, IProgress<ProgressUpdate>? progress)
    {
        var features = data.Validation.ToArray();
        using var validation = new LabelledTensors(features, data.Base.FeatureShape, data.Validation.Labels, TorchSharp.torch.CPU);
        var outputs = Trainer.Predict(head, validation);
        var metadata = new ModelMetadata
        {
            Classes = data.Dataset.Classes,
            Preprocessing = data.Preprocessing.ToString(),
            ImageSize = data.ImageSize,
            LastLayer = head.LastLayer,
            Origin = data.Origin,
        };
        var unchecked_ = path + ".unchecked";
        try
        {
            OnnxExporter.Export(data.Base.Below, data.Base.Pooling, head, metadata).Save(unchecked_);
            var worst = ExportCheck.Head(data.Base, head, features, outputs);
            var (images, picked) = Pictures(data);
            if (picked.Count > 0)
            {
                var columns = outputs.Length / data.Validation.Count;
                float[] expected = [.. picked.SelectMany(i => outputs[(i * columns)..((i + 1) * columns)])];
                using var model = ExportedModel.Load(unchecked_, data.Device);
                worst = Math.Max(worst, ExportCheck.Whole(model, images, picked.Count, expected));
            }

            File.Move(unchecked_, path, overwrite: true);
            progress.Say($"Export: {path}; ONNX Runtime gives the trainer's outputs (head on {data.Validation.Count:N0} validation pictures, whole file on {picked.Count:N0}; largest difference {worst:G2}).");
            return worst;
        }
        finally
        {
            File.Delete(unchecked_);
        }
    }

    /// <summary>Evenly spread validation pictures, so that every class is among them.</summary>
    private static (float[] Images, List<int> Picked) Pictures(PreparedData data)
    {
        var loader = data.Loader;
        var count = Math.Min(WholePictures, data.Validation.Count);
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
