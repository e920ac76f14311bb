using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline;

/// <summary>Compares a whole exported file with the trainer on validation images, from their decoded bytes to the outputs.</summary>
/// <param name="open">What the features were made with.</param>
/// <param name="module">The trained head, or the trained part of the network.</param>
/// <param name="samples">The validation images with the trainer's outputs.</param>
internal sealed class ValidationImageCheck(OpenBase open, nn.Module<Tensor, Tensor> module, ExportSamples samples)
{
    private readonly FeatureRows _rows = (FeatureRows)samples.Rows;
    private readonly ImageLoader _loader = open.Loader;

    /// <summary>Compares the outputs for some images; those whose files are gone since are left out.</summary>
    /// <param name="file">The exported file.</param>
    /// <param name="exported">The same as a graph.</param>
    /// <param name="metadata">The same file's metadata.</param>
    /// <param name="picked">The rows of the images.</param>
    /// <returns>The number of images, and the largest difference.</returns>
    /// <exception cref="InvalidDataException">They differ for one of the images: a sentence names it and the first tensor.</exception>
    public (int Count, float Difference) Run(
        string file, OnnxGraph exported, ModelMetadata metadata, IReadOnlyList<int> picked, RunContext context)
    {
        var (actual, expected) = (new float[picked.Count][], new float[picked.Count][]);
        using (var options = open.Float32Base.Device.CreateSessionOptions())
        {
            // On the processor images run side by side, each on one thread.
            options.IntraOpNumThreads = open.Device.Kind == DeviceKind.Cpu ? 1 : 0;
            using var session = new InferenceSession(file, options);
            var (done, most) = (0, new ParallelOptions
            {
                CancellationToken = context.Cancellation,
                MaxDegreeOfParallelism = open.Base.Parallelism,
            });
            try
            {
                Parallel.For(0, picked.Count, most, i =>
                {
                    (actual[i], expected[i]) = Outputs(session, metadata, picked[i]);
                    context.Progress?.Report(new ProgressUpdate(context.Stage, Interlocked.Increment(ref done), picked.Count, "images"));
                });
            }
            catch (AggregateException exception) when (exception.InnerException is OnnxRuntimeException inner)
            {
                throw ExportedModel.Failed(file, "run", inner);
            }
        }

        int[] found = [.. Enumerable.Range(0, picked.Count).Where(i => actual[i].Length > 0)];
        string[] names = [.. found.Select(i => _rows.Samples[picked[i]].Path)];
        return found.Length == 0 ? (0, 0) : (found.Length, ExportCheck.Images(
            [.. found.SelectMany(i => actual[i])], [.. found.SelectMany(i => expected[i])], names, metadata,
            image => Explain(exported, metadata, picked[found[image]])));
    }

    /// <summary>What the file and the trainer give for an image; empty where its file is gone.</summary>
    private (float[] Actual, float[] Expected) Outputs(InferenceSession session, ModelMetadata metadata, int row)
    {
        if (Load(row) is not { } image)
        {
            return ([], []);
        }

        var (name, size) = (OutputNodes.NameOf(metadata.Targets), open.ImageSize);
        var takesBytes = metadata.Input == ModelInput.Image;
        var prepared = takesBytes && AreKnown(image) ? [] : image.Prepare(_loader);
        var actual = takesBytes
            ? ExportedModel.Run<byte>(session, image.Rgb, [1, image.Height, image.Width, 3], name)
            : ExportedModel.Run<float>(session, prepared, [1, 3, size, size], name);
        return (actual, AreKnown(image) ? samples.OutputsOf([row]) : TrainerOutputs.Of(open, module, prepared, 1).Outputs);
    }

    private string Explain(OnnxGraph exported, ModelMetadata metadata, int row)
    {
        var image = Load(row)!;
        var prepared = image.Prepare(_loader);
        var features = AreKnown(image) ? _rows.ToArray([row]) : TrainerOutputs.Of(open, module, prepared, 1).Features;
        return new FirstDifference(exported, open.Base.Below).Find(
            module, features, new ImageBatch(prepared, 1, open.ImageSize),
            metadata.Input == ModelInput.Image ? (image.Rgb, image.Height) : null);
    }

    /// <summary>Whether features and outputs of the training are those of an exported file, which computes in float32.</summary>
    private bool AreKnown(WholeImage image) => image.IsAsTrained && open.Device.Precision == BasePrecision.Float32;

    private WholeImage? Load(int row) => WholeImage.Load(_rows.Samples[row].Path, open.ImageSize, open.Imaging);
}
