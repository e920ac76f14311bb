using System.CommandLine;

namespace Transfer.Cli;

/// <summary>A network that is looked at: for <c>models inspect</c> and <c>models check</c>.</summary>
internal sealed class BackboneArguments
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "an ONNX file, or a name of 'transfer models list' [default: efficientnet-lite0, which is included]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _imageSize = CommonOptions.ImageSize();
    private readonly Option<bool> _outsideData = CommonOptions.AllowOutsideData();

    public void AddTo(ProgramCommand command)
    {
        command.Add(_file);
        command.AddGroup("Options", _imageSize, _outsideData);
    }

    /// <param name="randomWeights">The seed of weights that have no data; null where that is an error.</param>
    public (Backbone Backbone, int ImageSize) Load(ParseResult parsed, long? randomWeights = null)
    {
        var backbone = Backbone.Load(parsed.GetValue(_file), randomWeights, parsed.GetValue(_outsideData));
        return (backbone, parsed.GetValue(_imageSize) ?? backbone.Record.ImageSize);
    }
}
