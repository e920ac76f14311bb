using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transfer.Tests.Support;

namespace Transfer.Tests.ML;

/// <summary>Drawn images of two classes with a small network and a cache of their own, in a context of ML.NET that keeps its log.</summary>
internal sealed partial class PhotoData : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];

    public PhotoData(int perClass = 12)
    {
        Folder = DrawnImages.Folder(_folder, perClass);
        Options = new ImageFeatureOptions
        {
            Features = new FeatureOptions
            {
                Model = TinyModels.Create().Save(_folder),
                Preprocessing = "tf",
                Cache = _folder.File("cache"),
            },
        };
        Context = NewContext();
        Photos = [.. Directory.EnumerateFiles(Folder, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!) is var label
                ? new Photo { ImagePath = path, Label = label, IsRed = label == "red" } : null!)];
    }

    public MLContext Context { get; }

    public string Folder { get; }

    public ImageFeatureOptions Options { get; }

    public Photo[] Photos { get; }

    public IReadOnlyList<string> Log => _log;

    public IDataView View => Of(Photos);

    /// <summary>A short training that is enough for these images.</summary>
    public TransferLearningOptions Learning => new()
    {
        Images = Options,
        Head = new HeadOptions { Layers = "none" },
        Trainer = new TrainerOptions { Epochs = 15, LearningRate = 1e-2 },
    };

    public IEstimator<ITransformer> Keys => Context.Transforms.Conversion.MapValueToKey("Label");

    public IEstimator<ITransformer> Extraction => Context.Transforms.ExtractFeatures("Features", "ImagePath", Options);

    /// <summary>How many images the base has run for, by what was logged.</summary>
    public int Extracted => _log.Select(m => ExtractedPattern().Match(m)).Where(m => m.Success)
        .Sum(m => int.Parse(m.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    public MLContext NewContext()
    {
        var context = new MLContext(seed: 1);
        context.Log += (_, message) =>
        {
            lock (_log)
            {
                _log.Add(message.Message);
            }
        };
        return context;
    }

    public IDataView Of(params Photo[] photos)
    {
        var schema = SchemaDefinition.Create(typeof(Photo));
        if (photos.All(p => p.Image is null))
        {
            schema.Remove(schema.Single(c => c.ColumnName == nameof(Photo.Image)));
        }

        return Context.Data.LoadFromEnumerable(photos, schema);
    }

    public string File(params ReadOnlySpan<string> parts) => _folder.File(parts);

    public void Dispose() => _folder.Dispose();

    public static float[][] Features(IDataView view) => [.. view.GetColumn<float[]>("Features")];

    [GeneratedRegex(@"Features: ([\d,]+) extracted")]
    private static partial Regex ExtractedPattern();
}
