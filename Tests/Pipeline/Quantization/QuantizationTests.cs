using Transfer.Models.Quantization;
using Transfer.Pipeline.Quantization;
using Transfer.Tests.Support;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Pipeline.Quantization;

/// <summary>Smaller files of a run.</summary>
public sealed class QuantizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _run;

    public QuantizationTests() => _run = Train(opset: 9);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_of_8_bits_is_smaller_and_predicts()
    {
        var (code, output, error) = TransferCommand.RunStreams("export", _run, "--quantize", "int8", "--max-loss", "30");
        Assert.True(code == 0, error);
        Assert.Matches(@"Speed here: [\d,.]+ images/s, [\d,.]+ in 32 bits, without decoding\.", output);
        Assert.Matches(@"Validation accuracy: [01]\.\d+ \(.*\); [01]\.\d+ \(.*\) in 32 bits\.", output);
        var path = Path.Combine(_run, "model-int8.onnx");
        Assert.Contains($"Written: {path}", output, StringComparison.Ordinal);

        var model = ModelReader.Read(path);
        var types = model.Graph.Initializer.Select(t => (DataType)t.DataType).ToHashSet();
        Assert.Contains(DataType.Int8, types);
        Assert.Contains(DataType.Int32, types);
        // The last layer has its floats, and no other.
        var floats = model.Graph.Initializer.Where(t => t.DataType == (int)DataType.Float).Select(t => t.Name).ToHashSet();
        var layers = model.Graph.Node.Where(n => n.OpType is "Conv" or "Gemm").ToList();
        Assert.Equal("Gemm", Assert.Single(layers, n => floats.Contains(n.Input[1])).OpType);
        Assert.Contains(layers, n => n.Input[1].Contains("conv1", StringComparison.Ordinal));
        Assert.Contains("layers in 8 bits, ranges by ", model.Metadata()["transfer.precision"], StringComparison.Ordinal);

        using var small = ImageClassifier.Load(path);
        using var whole = ImageClassifier.Load(Path.Combine(_run, "model.onnx"));
        var images = Directory.GetFiles(Path.Combine(_folder.Path, "data", "validation", "red"));
        var far = small.Predict(images).Zip(whole.Predict(images), (a, b) => Math.Abs(a.Probability - b.Probability)).Max();
        Assert.InRange(far, 1e-6, 0.1);
        Assert.True(ModelVerification.Run(new VerifyOptions { Model = path }).IsTrusted);
    }

    [Fact]
    public void Weights_of_16_bits_are_half_the_file()
    {
        var result = ModelQuantization.Run(new QuantizeOptions { Run = _run, Precision = ModelPrecision.Float16 });
        Assert.InRange((double)Stored(result.Path, DataType.Float16) / Stored(Path.Combine(_run, "model.onnx"), DataType.Float), 0.45, 0.5);
        Assert.InRange(result.Difference.Value, -0.05, 0.05);
        Assert.InRange(ModelVerification.Run(new VerifyOptions { Model = result.Path }).Difference, 1e-7, 0.01);
    }

    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.Entropy)]
    public void Every_way_of_choosing_ranges_gives_about_the_same(CalibrationMethod method)
    {
        var options = new QuantizeOptions { Run = _run, Calibration = method, MaxLoss = 30, Output = _folder.File("m.onnx") };
        var result = ModelQuantization.Run(options);
        Assert.Equal(method, result.Calibration);
        Assert.InRange(Math.Abs(result.Difference.Value), 0, 0.2);
    }

    [Fact]
    public void A_layer_that_8_bits_spoil_stays_in_32()
    {
        Spoil("conv2");
        var result = ModelQuantization.Run(new QuantizeOptions { Run = _run });
        Assert.True(result.FloatLayers.SequenceEqual(["conv2"]), result.ToString());
        Assert.Equal(2, result.Layers);
        Assert.InRange(result.FloatMetric.Value, 0.9, 1);
        Assert.InRange(result.Difference.Value, -0.005, 1);
    }

    [Fact]
    public void A_file_that_loses_too_much_is_not_kept()
    {
        Spoil("conv2", "dense1");
        var before = File.ReadAllBytes(Path.Combine(_run, "model.onnx"));
        var (code, _, error) = TransferCommand.RunStreams("export", _run, "--quantize", "int8");
        Assert.Equal(1, code);
        Assert.Contains("and at most 0.5 points is allowed. It was not kept; ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_run, "model-int8.onnx")));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_run, "model.onnx")));
    }

    [Fact]
    public void A_run_without_its_images_or_of_a_table_is_refused()
    {
        Refused("There is no folder '", ["--data", _folder.File("nowhere")], _run);
        Directory.Delete(Path.Combine(_folder.Path, "data"), recursive: true);
        Refused("Give the folder that has them now (--data).", [], _run);

        var rows = Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 2},{(i % 2 == 0 ? "even" : "odd")}");
        var table = _folder.Write("rows.csv", [.. System.Text.Encoding.UTF8.GetBytes("a,b,label\n" + string.Join('\n', rows))]);
        var run = _folder.File("table");
        Assert.Equal(0, TransferCommand.Run("train", table, "--run", run, "--epochs", "1").Code);
        Refused("was trained on a table; its file is a head alone, and small already.", [], run);
    }

    [Theory]
    [InlineData("'int4' is no value of --quantize. Expected int8.", "--quantize", "int4")]
    [InlineData("'kl' is no value of --calibration.", "--quantize", "int8", "--calibration", "kl")]
    [InlineData("The largest loss is -1; expected points of the main metric", "--quantize", "int8", "--max-loss", "-1")]
    public void Options_that_make_no_sense_are_refused(string expected, params string[] options)
    {
        var (code, _, error) = TransferCommand.RunStreams(["export", _run, .. options]);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Makes the first inputs of layers tiny and their weights large by as much, which changes nothing in 32 bits: in 8 bits the other
    /// weights are nothing beside them.
    /// </summary>
    private void Spoil(params string[] layers)
    {
        const float factor = 1e5f;
        var path = Path.Combine(_run, "model.onnx");
        var model = ModelReader.Read(path);
        foreach (var layer in layers)
        {
            if (layer == "conv2")
            {
                // [8, 3, 3, 3] before it, and [16, 8, 3, 3].
                Change("conv1_w", (i, value) => i < 27 ? value / factor : value);
                Change("conv1_b", (i, value) => i < 1 ? value / factor : value);
                Change("conv2_w", (i, value) => i / 9 % 8 == 0 ? value * factor : value);
            }
            else
            {
                // [16, 256]; the first feature is lost, which the head can do without.
                Change("head/scale", (i, value) => i < 1 ? 0 : value);
                Change("head/dense1/weight", (i, value) => i < 256 ? factor : value);
            }
        }

        File.WriteAllBytes(path, Google.Protobuf.MessageExtensions.ToByteArray(model));

        void Change(string name, Func<int, float, float> change)
        {
            var tensor = model.Graph.Initializer.Single(t => t.Name == name);
            float[] values = [.. tensor.ToFloats().Select((value, i) => change(i, value))];
            tensor.RawData = ProtoExtensions.Tensor("", values).RawData;
        }
    }

    private static long Stored(string path, DataType type) => ModelReader.Read(path).Graph.Initializer
        .Where(t => (DataType)t.DataType == type && t.ElementCount() >= 256).Sum(t => (long)t.RawData.Length);

    private static void Refused(string expected, string[] options, string run)
    {
        var (code, _, error) = TransferCommand.RunStreams(["export", run, "--quantize", "int8", .. options]);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private string Train(int opset)
    {
        var run = _folder.File("run");
        var (code, _, error) = TransferCommand.Run(
            "train", DrawnImages.Folder(_folder, 20, split: true), "--model", TinyModels.Create(opset: opset).Save(_folder),
            "--preprocessing", "tf", "--run", run, "--epochs", "20", "--cache", _folder.File("cache"), "--head", "dense:256,relu");
        Assert.True(code == 0, error);
        return run;
    }
}
