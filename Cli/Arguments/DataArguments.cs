using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>The data of <c>train</c>: a folder of images or a table of features, and where its targets are.</summary>
internal sealed class DataArguments
{
    private readonly Argument<string?> _data = new("DATA")
    {
        Description = "folder with train/, validation/ and test/, each with a folder per class; or with a folder per class; "
            + "or with the images of --targets; or a table of features: .npz, .npy, .csv, .parquet, .arrow or IDX, "
            + "also as .gz",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _targets = Value<string?>("--targets", "FILE",
        "CSV with path,label for each image ('a|b' for several labels), or with path and columns of numbers; paths are relative to DATA");

    private readonly Option<string?> _labels = Value<string?>("--labels", "NAME",
        "targets of a table: their file, the name of an array in an .npz, or columns of a CSV with commas between "
        + "[default: y or labels; the last column of a CSV]");

    private readonly Option<string?> _validationData = Value<string?>("--validation-data", "FILE",
        "table to validate with [default: --validation-split of DATA]");

    private readonly Option<string?> _validationLabels = Value<string?>("--validation-labels", "NAME",
        "targets of --validation-data, as for --labels [default: the same names]");

    private readonly Option<double> _validationSplit = Value("--validation-split", "SHARE", new TrainOptions { Data = "" }.ValidationSplit,
        "share of each class to validate with where there is no validation/ folder");

    private readonly Option<bool> _strict = CommonOptions.Strict();

    public void AddTo(ProgramCommand command)
    {
        command.Add(_data);
        command.AddGroup("Data", _targets, _labels, _validationData, _validationLabels, _validationSplit, _strict);
    }

    /// <exception cref="ArgumentException">There are no data.</exception>
    public TrainOptions Read(ParseResult parsed) => new()
    {
        Data = parsed.GetValue(_data)
            ?? throw new ArgumentException("There are no data. Give a folder of images, or a run to go on with as --resume RUN."),
        Targets = parsed.GetValue(_targets),
        Labels = parsed.GetValue(_labels),
        ValidationData = parsed.GetValue(_validationData),
        ValidationLabels = parsed.GetValue(_validationLabels),
        ValidationSplit = parsed.GetValue(_validationSplit),
        Strict = parsed.GetValue(_strict),
    };
}
