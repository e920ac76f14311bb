using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Predicts with an exported <c>model.onnx</c>; needs nothing else from the run folder.</summary>
public sealed class ImageClassifier : IDisposable
{
    private const int BatchSize = 32;

    private readonly ExportedModel _model;
    private readonly ImageLoader _loader;

    private ImageClassifier(ExportedModel model)
    {
        _model = model;
        _loader = new ImageLoader(Preprocessing.Parse(model.Metadata.Preprocessing), model.Metadata.ImageSize);
    }

    /// <summary>Class names in the order of the outputs.</summary>
    public IReadOnlyList<string> Classes => _model.Metadata.Classes;

    /// <summary>Opens an exported file.</summary>
    /// <param name="path">A <c>model.onnx</c>.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or was not exported by Transfer.</exception>
    public static ImageClassifier Load(string path, string device = "auto") => new(ExportedModel.Load(path, Device.Resolve(device)));

    /// <summary>Predicts pictures, in the order given; folders are searched for pictures.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="FileNotFoundException">A path does not exist, or a folder has no pictures.</exception>
    public IEnumerable<Prediction> Predict(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = paths.SelectMany(Files).ToList();
        return PredictFiles(files);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static IEnumerable<string> Files(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException($"There is no file or folder '{path}'. Give pictures or folders of pictures.", path);
        }

        var files = ImageFolder.ListImages(path).ToList();
        return files.Count > 0 ? files : throw new FileNotFoundException(
            $"The folder '{path}' has no pictures. Expected .jpg, .jpeg, .png, .webp, .bmp or .gif files.", path);
    }

    private IEnumerable<Prediction> PredictFiles(List<string> files)
    {
        var images = new float[BatchSize * _loader.ValueCount];
        foreach (var chunk in files.Chunk(BatchSize))
        {
            var outcomes = new ImageOutcome[chunk.Length];
            Parallel.For(0, chunk.Length, i => outcomes[i] = _loader.Load(chunk[i], images.AsSpan(i * _loader.ValueCount, _loader.ValueCount)));
            for (var i = 0; i < chunk.Length; i++)
            {
                if (!outcomes[i].IsOk)
                {
                    // A bad picture keeps its row in the batch, but what the model says of it is not looked at.
                    images.AsSpan(i * _loader.ValueCount, _loader.ValueCount).Clear();
                }
            }

            var probabilities = _model.Predict(images, chunk.Length);
            for (var i = 0; i < chunk.Length; i++)
            {
                yield return outcomes[i].IsOk
                    ? Describe(chunk[i], probabilities.AsSpan(i * Classes.Count, Classes.Count))
                    : new Prediction { Path = chunk[i], Class = "", Probability = 0, Probabilities = new Dictionary<string, double>(), Error = outcomes[i].Detail };
            }
        }
    }

    private Prediction Describe(string path, ReadOnlySpan<float> probabilities)
    {
        var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(probabilities);
        var named = new Dictionary<string, double>();
        for (var i = 0; i < Classes.Count; i++)
        {
            named[Classes[i]] = probabilities[i];
        }

        return new Prediction { Path = path, Class = Classes[best], Probability = probabilities[best], Probabilities = named };
    }
}
