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
    public void Json_has_the_same_lines() =>
        Assert.Contains("\"isFault\": false", TransferCommand.Run("doctor", "--json").Output, StringComparison.Ordinal);
}
