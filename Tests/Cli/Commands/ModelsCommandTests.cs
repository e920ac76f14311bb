using Google.Protobuf;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class ModelsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_list_has_every_network_with_its_state()
    {
        var output = TransferCommand.Run("models", "list").Output;
        Assert.Matches("(?m)^efficientnet-lite0 +included ", output);
        Assert.Matches("(?m)^nasnet-mobile +to export ", output);
        Assert.All(BackboneRegistry.All, r => Assert.Contains(r.Name, output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_is_not_on_this_machine_says_how_to_get_it()
    {
        var (code, _, error) = TransferCommand.Run("models", "inspect", "vgg19");
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("Download it (transfer models pull NAME, or --yes), or put the file at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_download_that_fails_is_one_sentence() => TestProcess.Run(
        new Action(A_download_in_its_own_process).Method,
        [("TRANSFER_HOME", _folder.Path), ("TRANSFER_MODELS_URL", "file:///nowhere")]);

    [Fact]
    public void A_download_in_its_own_process()
    {
        TestProcess.SkipElsewhere();
        var (code, _, error) = TransferCommand.RunStreams("models", "inspect", "vgg19", "--yes", "--quiet");
        Assert.Equal(ExitCodes.Failed, code);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: The backbone 'vgg19' could not be downloaded. file:///nowhere/", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_ones_own_gets_a_file_that_every_command_reads()
    {
        var network = _folder.File("tiny.onnx");
        File.WriteAllBytes(network, TinyModels.Create().ToByteArray());
        var (code, output, error) = TransferCommand.Run("models", "add", network, "--preprocessing", "caffe", "--licence", "MIT");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains(
            "preprocessing order=BGR,mean=103.939/116.779/123.68,std=1,resize=stretch, licence MIT", output, StringComparison.Ordinal);
        Assert.Contains("licence MIT", TransferCommand.Run("models", "inspect", network).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_which_nothing_is_known_is_asked_about()
    {
        var network = _folder.File("tiny.onnx");
        File.WriteAllBytes(network, TinyModels.Create().ToByteArray());
        var (code, _, error) = TransferCommand.Run("models", "add", network);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains(
            $"Nothing is known of the preprocessing of (--preprocessing) '{network}'. Give one: caffe, tf, torch", error,
            StringComparison.Ordinal);
    }
}
