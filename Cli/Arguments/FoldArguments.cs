using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options of K-fold validation.</summary>
internal sealed class FoldArguments
{
    private readonly Option<int> _folds = new("--folds") { Description = "also validate K-fold on training and validation images together: how many folds, such as 10; 0 for none" };
    private readonly Option<int> _repeats = new("--repeats") { Description = "how often the folds are drawn anew", DefaultValueFactory = _ => new FoldOptions().Repeats };
    private readonly Option<string?> _groups = new("--groups")
    {
        Description = "what folds must not tear apart: similar (images that look the same), or FILE.csv:COLUMN, a CSV with a column path, relative to DATA",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _folds, _repeats, _groups })
        {
            command.Add(option);
        }
    }

    public FoldOptions Read(ParseResult parsed) => new()
    {
        Folds = parsed.GetValue(_folds),
        Repeats = parsed.GetValue(_repeats),
        Groups = parsed.GetValue(_groups),
    };

    public static void Show(TextWriter output, FoldResult? result)
    {
        if (result is not null)
        {
            output.WriteLine($"Folds: {result}, 95 % interval corrected for folds that share training images.");
        }
    }
}
