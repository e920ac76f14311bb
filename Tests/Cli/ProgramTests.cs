using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_predict_and_export_work_together()
    {
        var data = DrawnImages.Folder(_folder, 9, split: true);
        var (code, output, error) = Train(data);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Validation accuracy: 1.000", output, StringComparison.Ordinal);
        Assert.Contains("Features: 18 extracted, 0 from the cache.", output, StringComparison.Ordinal);
        Assert.Contains("Device: cpu (chosen by auto), CPUExecutionProvider.", output, StringComparison.Ordinal);
        Assert.Contains(
            "Features: all 18 from the cache; nothing was decoded, the base did not run.", Train(data, "--overwrite").Output,
            StringComparison.Ordinal);

        var model = Path.Combine(_folder.Path, "run", "model.onnx");
        var predicted = TransferCommand.Run("predict", model, Path.Combine(data, "validation"));
        Assert.Equal(0, predicted.Code);
        Assert.Contains("accuracy is 1.000", predicted.Output, StringComparison.Ordinal);

        var exported = TransferCommand.Run("export", Path.Combine(_folder.Path, "run"), "--out", _folder.File("out.onnx"));
        Assert.Equal(0, exported.Code);
        Assert.True(File.Exists(_folder.File("out.onnx")));
    }

    [Fact]
    public void Train_notices_another_image_of_the_same_size_and_time()
    {
        var data = DrawnImages.Folder(_folder, 9, split: true);
        var files = Directory.GetFiles(data, "*.png", SearchOption.AllDirectories);
        var longAgo = DateTime.UtcNow.AddDays(-1);
        Array.ForEach(files, f => File.SetLastWriteTimeUtc(f, longAgo));
        Train(data);
        // Another image of the same size and time: what follows a PNG's end is not looked at.
        var other = DrawnImages.Png(0, 99, size: 40);
        File.WriteAllBytes(files[0], [.. other, .. new byte[new FileInfo(files[0]).Length - other.Length]]);
        File.SetLastWriteTimeUtc(files[0], longAgo);

        Assert.Contains("Features: 1 extracted, 17 from the cache", Train(data, "--overwrite").Output, StringComparison.Ordinal);
        Assert.Contains("Features: all 18 from the cache", Train(data, "--verify-files", "--overwrite").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_a_line_and_bad_images_go_to_the_error_stream()
    {
        var data = DrawnImages.Folder(_folder, 6);
        Train(data);
        _folder.Write("data/red/bad.jpg", "no image"u8);
        var model = Path.Combine(_folder.Path, "run", "model.onnx");
        var (code, output, error) = TransferCommand.RunStreams("predict", model, Path.Combine(data, "red"), "--json");
        Assert.Equal(3, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal(["path", "class", "probability", "probabilities"], json.RootElement.EnumerateObject().Select(p => p.Name));
            Assert.Equal("red", json.RootElement.GetProperty("class").GetString());
        }

        Assert.Contains("bad.jpg", error, StringComparison.Ordinal);
        Assert.Equal(1, TransferCommand.Run("predict", model, Path.Combine(data, "red"), "--strict").Code);
    }

    [Fact]
    public void Faults_are_one_sentence_and_a_non_zero_exit_code()
    {
        var data = DrawnImages.Folder(_folder, 3);
        var one = _folder.File("one", "cats", "a.jpg");
        File.WriteAllBytes(one, [1]);
        var text = _folder.Write("text.onnx", "no model"u8);
        var tiny = TinyModels.Create().Save(_folder);
        Fails("There is no folder", "train", "gone");
        Fails("has one class folder ('cats')", "train", Path.Combine(_folder.Path, "one"));
        Fails("is not an ONNX file", "train", data, "--model", text);
        Fails("There is no model file", "train", data, "--model", "gone.onnx");
        Fails("caffe, tf or torch", "train", data, "--model", tiny);
        Fails("-p:Accelerator=cuda", "train", data, "--device", "cuda");
        Fails("expected auto, cpu, cuda or cuda:N", "train", data, "--device", "tpu");
        Fails("The number of epochs is 0", "train", data, "--epochs", "0");
        Fails("cannot be written", "train", data, "--run", Path.Combine(tiny, "run"), "--cache", _folder.File("cache"));
        Fails("is not a run folder", "export", _folder.Path);
        Fails("There is no model file", "predict", "gone.onnx", data);
        Fails("carries no class names", "predict", tiny, data);
        Fails("is not an ONNX file", "models", "inspect", text);
    }

    [Fact]
    public void A_read_only_run_folder_is_refused_before_any_work()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is where nobody can write.");
        var data = DrawnImages.Folder(_folder, 3);
        Fails("The run folder '/proc/transfer-run' cannot be written", "train", data, "--run", "/proc/transfer-run");
    }

    [Fact]
    public void Inspect_lists_the_cut_points_and_marks_the_default()
    {
        var (code, output, _) = TransferCommand.Run("models", "inspect");
        Assert.Equal(0, code);
        Assert.Contains("efficientnet-lite0: opset 20", output, StringComparison.Ordinal);
        Assert.Matches(@"hardtanh_32 <- default\s+Clip\s+\[1280,7,7\]\s+C,H,W\s+3,350,000\s+1,281,000\s+383\.9\s+1\.3", output);
    }

    private static void Fails(string sentence, params string[] args)
    {
        var (code, _, error) = TransferCommand.Run(args);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Train(string data, params string[] more) => TransferCommand.Run(
    [
        "train", data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--run", Path.Combine(_folder.Path, "run"),
        "--cache", _folder.File("cache"), "--epochs", "20", "--learning-rate", "1e-3", .. more,
    ]);
}
