using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class DoctorTests
{
    [Fact]
    public void Everything_that_is_used_is_named_with_where_it_was_found()
    {
        var (code, output, _) = TransferCommand.Run("doctor");
        Assert.Equal(0, code);
        foreach (var start in new[]
        {
            "Transfer:      0.", ".NET:          .NET 10.", "Processor:     ", "Device:        cpu (chosen by auto), CPUExecutionProvider.",
            "ONNX Runtime:  1.", "TorchSharp:    0.", "Convolutions:  libtorch", "Backbone:      efficientnet-lite0, ", "Cache:         ",
        })
        {
            Assert.Contains(output.Split(Environment.NewLine), line => line.StartsWith(start, StringComparison.Ordinal));
        }

        Assert.Contains("libtorch", output, StringComparison.Ordinal);
        Assert.Contains("onnxruntime", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_s_preprocessing_is_found_and_written_beside_it()
    {
        using var folder = new TemporaryFolder();
        var (photos, network) = (DrawnImages.Folder(folder, perClass: 12, size: 16), TinyModels.CreateClipped(size: 16).Save(folder));
        var (code, output, error) = TransferCommand.Run("doctor", network, "--data", photos, "--write");
        Assert.True(code == 0, error);
        var line = output.Split(Environment.NewLine).Single(l => l.StartsWith("Use it: ", StringComparison.Ordinal));
        var found = Backbone.Load(network).Record.Preprocessing;
        Assert.Equal(Preprocessing.Parse(line.Split(' ')[^1]).ToString(), found);
        Assert.Contains("known", TransferCommand.Run("doctor", network, "--data", photos).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_images_or_a_file_to_write_beside_is_a_sentence()
    {
        var (code, _, error) = TransferCommand.Run("doctor", "network.onnx");
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: There are no images to try 'network.onnx' with.", error, StringComparison.Ordinal);
        (code, _, error) = TransferCommand.Run("doctor", "--data", "PHOTOS", "--write");
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: 'efficientnet-lite0' is no file beside which", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_same_lines() =>
        Assert.Contains("\"isFault\": false", TransferCommand.Run("doctor", "--json").Output, StringComparison.Ordinal);
}
