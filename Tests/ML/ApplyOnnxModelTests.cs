using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.ML;

/// <summary>ML.NET's own <c>ApplyOnnxModel</c> runs an exported file on images as they are decoded.</summary>
public sealed class ApplyOnnxModelTests : IDisposable
{
    private const string Image = "image";
    private const string Probabilities = "probabilities";
    private const string Label = "label";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_gives_the_labels_of_predict()
    {
        var run = _folder.File("run");
        var (code, _, error) = TransferCommand.Run(
            "train", DrawnImages.Folder(_folder, 20, split: true), "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
            "--run", run, "--epochs", "3", "--cache", _folder.File("cache"));
        Assert.True(code == 0, error);
        var files = Directory.GetDirectories(Path.Combine(_folder.Path, "data", "validation")).SelectMany(
            f => Directory.GetFiles(f).Order(StringComparer.Ordinal).Take(5)).ToList();
        RequireSame(run, files);
    }

    /// <summary>Fifty photographs each, in minutes; run it with <c>-explicit on</c>.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(PhotographRuns.Networks), MemberType = typeof(PhotographRuns))]
    public void Photographs_have_the_labels_of_predict_with_every_network(string network)
    {
        var (run, photographs) = PhotographRuns.Train(_folder, network, 50);
        RequireSame(run, photographs);
    }

    private static void RequireSame(string run, IReadOnlyList<string> files)
    {
        var model = Path.Combine(run, "model.onnx");
        PhotographAgreement.Require(model, files, [.. files.Select(file => Apply(model, file))]);
    }

    private static (string Label, float[] Probabilities) Apply(string model, string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        byte[] rgb = [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Input));
        schema[Image].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, rgb.Length);
        var data = context.Data.LoadFromEnumerable([new Input { Pixels = rgb }], schema);
        var shapes = new Dictionary<string, int[]> { [Image] = [1, bitmap.Height, bitmap.Width, 3] };
        var estimator = context.Transforms.ApplyOnnxModel([Probabilities, Label], [Image], model, shapes, recursionLimit: 100);
        var answer = context.Data.CreateEnumerable<Answer>(estimator.Fit(data).Transform(data), reuseRowObject: false).Single();
        return (answer.Label.Single(), answer.Probabilities);
    }

    private sealed class Input
    {
        [ColumnName(Image)]
        public byte[] Pixels { get; set; } = [];
    }

    private sealed class Answer
    {
        [ColumnName(ApplyOnnxModelTests.Label)]
        public string[] Label { get; set; } = [];

        [ColumnName(ApplyOnnxModelTests.Probabilities)]
        public float[] Probabilities { get; set; } = [];
    }
}
