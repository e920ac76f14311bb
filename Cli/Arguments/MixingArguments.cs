using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>How training samples are mixed: for <c>train</c> and <c>finetune</c>.</summary>
internal sealed class MixingArguments
{
    private readonly Option<double> _mixUp = Value("--mixup", "ALPHA", 0d,
        "alpha of MixUp: training samples and their labels become weighted means; 0.2 is usual, 0 for none");

    private readonly Option<double> _cutMix = Value("--cutmix", "ALPHA", 0d,
        "alpha of CutMix: rectangles of feature maps (--pool none) or of fresh views are exchanged; 1 is usual, 0 for none");

    public void AddTo(ProgramCommand command) => command.AddGroup("Augmentation", _mixUp, _cutMix);

    public MixingOptions Read(ParseResult parsed) => new() { MixUp = parsed.GetValue(_mixUp), CutMix = parsed.GetValue(_cutMix) };
}
