using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>K-fold validation.</summary>
internal sealed class FoldArguments
{
    private readonly Option<int> _folds = Value("--folds", "K", 0,
        "also validate K-fold, on training and validation images together: the number of folds, such as 10; 0 for none");

    private readonly Option<int> _repeats = Value("--repeats", "N", new FoldOptions().Repeats, "how often the folds are drawn anew");
    private readonly Option<string?> _groups = Value<string?>("--groups", "TEXT",
        "which images stay together in one fold: similar (images that look the same), or FILE.csv:COLUMN, "
        + "a CSV with a column path, relative to DATA, and one of groups [default: none]");

    public void AddTo(ProgramCommand command) => command.AddGroup("Folds", _folds, _repeats, _groups);

    public FoldOptions Read(ParseResult parsed) => new()
    {
        Folds = parsed.GetValue(_folds),
        Repeats = parsed.GetValue(_repeats),
        Groups = parsed.GetValue(_groups),
    };
}
