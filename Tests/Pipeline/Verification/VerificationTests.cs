using System.Text.Json;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Files are verified on the golden vectors that they hold.</summary>
public sealed class VerificationTests : IDisposable
{
    private const float Tolerance = 1e-4f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("image")]
    [InlineData("tensor")]
    public void A_trained_file_gives_what_the_trainer_gave(string input)
    {
        var run = Train("--input", input);
        var (code, output, error) = TransferCommand.RunStreams("verify", run);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("It gives here what the trainer gave: the largest difference of 8 is ", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(TransferCommand.RunStreams("verify", Path.Combine(run, "model.onnx"), "--json").Output);
        Assert.InRange(json.RootElement.GetProperty("difference").GetDouble(), 0, Tolerance);
        Assert.True(json.RootElement.GetProperty("isTrusted").GetBoolean());
    }

    [Fact]
    public void Images_of_the_data_are_kept_only_where_that_is_asked_for()
    {
        var run = Train();
        Assert.Equal([8, 64, 64, 3], Golden(Path.Combine(run, "model.onnx")).Shape);
        var path = _folder.File("with.onnx");
        Assert.Equal(0, TransferCommand.Run("export", run, "--out", path, "--with-samples").Code);
        var golden = Golden(path);
        Assert.Equal([12, 64, 64, 3], golden.Shape);
        Assert.True(ModelVerification.Run(new VerifyOptions { Model = path }).IsTrusted);

        // A blue and a red image, small; validation images come in the order of their classes.
        var last = golden.Unpack()[^(64 * 64 * 3)..];
        var (red, blue) = (last.Where((_, i) => i % 3 == 0).Average(v => v), last.Where((_, i) => i % 3 == 2).Average(v => v));
        Assert.True(red > blue + 20, $"red {red}, blue {blue}");
    }

    [Fact]
    public void A_model_of_a_table_is_verified_on_rows()
    {
        var rows = Enumerable.Range(0, 60).Select(i => $"{i % 7},{i % 2},{(i % 2 == 0 ? "even" : "odd")}");
        var table = _folder.Write("rows.csv", [.. System.Text.Encoding.UTF8.GetBytes("a,b,label\n" + string.Join('\n', rows))]);
        var run = _folder.File("run");
        var (code, _, error) = TransferCommand.Run("train", table, "--run", run, "--epochs", "2");
        Assert.Equal((0, ""), (code, error));
        var result = ModelVerification.Run(new VerifyOptions { Model = run });
        Assert.InRange(result.Difference, 0, Tolerance);
        Assert.Equal(8, result.Count);
    }

    [Fact]
    public void Changed_weights_are_found()
    {
        var path = Path.Combine(Train(), "model.onnx");
        var model = ModelReader.Read(path);
        var weight = model.Graph.Initializer.First(t => t.Name.StartsWith("head/", StringComparison.Ordinal) && t.Dims.Count == 2);
        var values = weight.ToFloats();
        weight.RawData = ProtoExtensions.Tensor("", Array.ConvertAll(values, v => v * 1.5f)).RawData;
        var (code, output, _) = TransferCommand.RunStreams("verify", model.Save(_folder, "changed.onnx"));
        Assert.Equal(1, code);
        Assert.Contains("It gives something else here than the trainer gave: the largest", output, StringComparison.Ordinal);
        Assert.Contains("at most 0.001 is expected. Do not use it on this machine", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "holds no golden vectors: an earlier version of Transfer wrote it. Export the run again to verify it.")]
    [InlineData("{", "The golden vectors of '")]
    [InlineData("""{"type":"uint8","shape":[8,64,64,3],"zlib":"","output":"probabilities","expected":[]}""", "Export the model again.")]
    [InlineData("""{"type":"uint8","shape":[99999,99999,99999,3],"zlib":"","output":"p","expected":[]}""", "not one of images or rows")]
    public void Damaged_vectors_are_a_sentence(string text, string expected)
    {
        var path = ExportedModels.OfImages(_folder.File("model.onnx"));
        var model = ModelReader.Read(path);
        if (text.Length > 0)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = GoldenVectors.Key, Value = text });
        }

        var (code, _, error) = TransferCommand.RunStreams("verify", model.Save(_folder, "damaged.onnx"));
        TransferCommand.CheckFault(code, error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_says_in_words_what_it_is()
    {
        var run = Train();
        var model = ModelReader.Read(Path.Combine(run, "model.onnx"));
        Assert.Equal("Classifies images: blue, red.", model.DocString);
        Assert.Contains("RGB, bytes from 0 to 255, [N, H, W, 3]", model.Graph.Input[0].DocString, StringComparison.Ordinal);
        Assert.Equal("The most probable class, [N].", model.Graph.Output.Single(o => o.Name == "label").DocString);
        var metadata = model.Metadata();
        Assert.Equal(RunFolder.Open(run).ReadRecord().WeightsSha256, metadata["transfer.run"]);
        Assert.Equal(ContentHash.OfFile(Path.Combine(run, "samples.csv")).ToString(), metadata["transfer.data_sha256"]);
        Assert.Equal(
            "Stretch the image to 32 x 32 pixels (triangle filter), take the channels as RGB, and make each pixel of 0 to 255 "
            + "(pixel - 127.5) / 127.5.", metadata["transfer.preprocessing_text"]);
        using var validation = JsonDocument.Parse(metadata["transfer.validation"]);
        Assert.Equal(3, validation.RootElement.GetProperty("metrics").GetProperty("accuracy").GetArrayLength());
    }

    private static GoldenVectors Golden(string path) => ExportedModel.ReadMetadata(path).Golden!;

    private string Train(params string[] options)
    {
        var run = _folder.File("run");
        var (code, _, error) = TransferCommand.Run(
        [
            "train", DrawnImages.Folder(_folder, 20, split: true), "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
            "--run", run, "--epochs", "2", "--cache", _folder.File("cache"), "--image-size", "32", .. options,
        ]);
        Assert.True(code == 0, error);
        return run;
    }
}
