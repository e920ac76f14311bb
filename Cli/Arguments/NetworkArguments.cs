using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>What <c>train</c> trains: a head on a pretrained base, or a network from random weights.</summary>
internal sealed class NetworkArguments
{
    private readonly Option<string> _head = Value("--head", "LAYERS", new HeadOptions().Layers,
        "layers before the output layer, with commas between; none; or linear, which is none, trained in a second by the maximum-entropy "
        + $"trainer of Microsoft.ML. Layers: {HeadLayers.Table.Names}, with settings such as dense:256:l2=0.01");

    private readonly Option<string?> _scratch = new("--from-scratch")
    {
        Description = "train from random weights, for comparison: small, a small convolutional network (also where no value is given), "
            + "or backbone, the network of --model",
        HelpName = "small|backbone",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public NetworkArguments() => _scratch.AcceptOnly("small", "backbone");

    public void AddTo(ProgramCommand command) => command.AddGroup("Network", _head, _scratch);

    public HeadOptions ReadHead(ParseResult parsed) => new() { Layers = parsed.GetValue(_head)! };

    public ScratchNetwork ReadScratch(ParseResult parsed) => parsed.GetResult(_scratch) is null ? ScratchNetwork.None
        : parsed.GetValue(_scratch) == "backbone" ? ScratchNetwork.Backbone : ScratchNetwork.Small;
}
