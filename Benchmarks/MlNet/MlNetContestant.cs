using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Transfer.ML;

namespace Transfer.Benchmarks;

/// <summary>One way from photographs to features in ML.NET. Loading the network is in nobody's time.</summary>
/// <param name="data">A folder with <c>train/</c> and <c>validation/</c>, a folder per class.</param>
/// <param name="perClass">At most so many training images of each class, and half as many validation images.</param>
internal sealed class MlNetContestant(string data, int perClass)
{
    private const int WarmUp = 16;
    private const int Size = 224;

    private readonly MLContext _context = new(seed: 1);

    public MlNetResult Measure(string kind)
    {
        var work = Directory.CreateTempSubdirectory("transfer-benchmark-");
        try
        {
            Photo[] train = [.. Photos("train", perClass)];
            Photo[] validation = [.. Photos("validation", perClass / 2)];
            var pipeline = Pipeline(kind, work.FullName);
            var warm = pipeline.Fit(View(train[..1])).Transform(View([.. train.Where((_, i) => i % (train.Length / WarmUp) == 0)]));
            _ = warm.GetColumn<float[]>("Features").Count();
            if (kind.StartsWith("transfer", StringComparison.Ordinal))
            {
                // What was warmed up with must not be found.
                Directory.Delete(Path.Combine(work.FullName, "cache"), recursive: true);
                pipeline = Pipeline(kind, work.FullName);
            }

            var model = pipeline.Fit(View(train[..1]));
            var watch = Stopwatch.StartNew();
            var features = Features(model, [.. train, .. validation]);
            var rate = features.Count / watch.Elapsed.TotalSeconds;
            watch.Restart();
            var again = Features(model, train[..(train.Length / 10)]).Count / watch.Elapsed.TotalSeconds;
            return new MlNetResult(
                rate, again, Accuracy(features.GetRange(0, train.Length), features.GetRange(train.Length, validation.Length)));
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private IEstimator<ITransformer> Pipeline(string kind, string work)
    {
        var transforms = _context.Transforms;
        var pixels = transforms.LoadImages("image", "", nameof(Photo.Path)).Append(
            transforms.ResizeImages("image", Size, Size, "image", ImageResizingEstimator.ResizingKind.Fill));
        var resNet = Path.Combine(AppContext.BaseDirectory, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
        switch (kind)
        {
            case "transfer":
                return transforms.ExtractFeatures("Features", nameof(Photo.Path), Options(new FeatureOptions()));
            case "transfer-resnet18":
                return transforms.ExtractFeatures(
                    "Features", nameof(Photo.Path), Options(new FeatureOptions { Model = resNet, Preprocessing = "caffe" }));
            case "onnx":
                BenchmarkNetwork.All.Single(n => n.File is null).Prepare(work);
                var network = Path.Combine(work, BenchmarkNetwork.BaseFile);
                using (var session = new Microsoft.ML.OnnxRuntime.InferenceSession(network))
                {
                    var (input, output) = (session.InputNames[0], session.OutputNames[0]);
                    return pixels.Append(transforms.ExtractPixels(
                            input, "image", interleavePixelColors: false, offsetImage: 127, scaleImage: 1 / 128f))
                        .Append(transforms.ApplyOnnxModel([output], [input], network,
                            new Dictionary<string, int[]> { [input] = [1, 3, Size, Size] }, null, true, 100))
                        .Append(transforms.CopyColumns("Features", output));
                }

            case "resnet18":
                return pixels.Append(transforms.ExtractPixels("pixels", "image"))
                    .Append(transforms.DnnFeaturizeImage(
                        "Features", m => m.ModelSelector.ResNet18(_context, m.OutputColumn, m.InputColumn), "pixels"));
            default:
                throw new ArgumentException($"'{kind}' is not a contestant.");
        }

        ImageFeatureOptions Options(FeatureOptions features) =>
            new() { Features = features with { Cache = Path.Combine(work, "cache"), Device = "cpu" } };
    }

    private List<Row> Features(ITransformer model, Photo[] photos)
    {
        var rows = model.Transform(View(photos)).GetColumn<float[]>("Features").Zip(photos)
            .Select(p => new Row { Features = p.First, IsDog = p.Second.IsDog }).ToList();
        return rows.Count == photos.Length ? rows
            : throw new InvalidDataException($"{rows.Count} of {photos.Length} images have features.");
    }

    private double Accuracy(List<Row> train, List<Row> validation)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, train[0].Features.Length);
        var trainer = _context.Transforms.NormalizeMeanVariance("Features")
            .Append(_context.BinaryClassification.Trainers.LbfgsLogisticRegression(nameof(Row.IsDog)));
        var model = trainer.Fit(_context.Data.LoadFromEnumerable(train, schema));
        return _context.BinaryClassification.Evaluate(
            model.Transform(_context.Data.LoadFromEnumerable(validation, schema)), nameof(Row.IsDog)).Accuracy;
    }

    private IDataView View(Photo[] photos) => _context.Data.LoadFromEnumerable(photos);

    private IEnumerable<Photo> Photos(string split, int count) => Directory.EnumerateDirectories(Path.Combine(data, split))
        .Order(StringComparer.Ordinal).SelectMany((folder, label) => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Take(count).Select(path => new Photo { Path = path, IsDog = label == 1 }));

    private sealed class Photo
    {
        public string Path { get; set; } = "";

        public bool IsDog { get; set; }
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public bool IsDog { get; set; }
    }
}
