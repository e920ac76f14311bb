using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>What <c>audit</c> looks at, where its files go, and the marks that it applies or undoes.</summary>
internal sealed class AuditArguments
{
    private static readonly AuditOptions Defaults = new() { Data = "" };

    private readonly Argument<string?> _data = new("DATA")
    {
        Description = "folder with train/, validation/ and test/, each with a folder per class; or with a folder per class",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _targets = Value<string?>("--targets", "FILE",
        "CSV with path,label for each image; paths are relative to DATA");

    private readonly Option<string?> _head = Value<string?>("--head", "LAYERS",
        "the head whose predictions are compared with the labels, as for train [default: linear, or that of train for many classes]");

    private readonly Option<int> _folds = Value("--folds", "N", Defaults.Folds,
        "heads are trained on all folds but one, which they predict");

    private readonly Option<int> _repeats = Value("--repeats", "N", Defaults.Repeats, "how often the images are divided into folds anew");
    private readonly Option<long> _seed = CommonOptions.Seed("seed of the folds");
    private readonly Option<string?> _out = Value<string?>("--out", "FOLDER",
        "folder that gets audit.html, audit.csv and audit.json [default: audit-<DATA>]");

    private readonly Option<bool> _overwrite = Switch("--overwrite", "replace the audit that --out has");
    private readonly Option<string?> _apply = Value<string?>("--apply", "FILE",
        "audit nothing, but apply an audit.csv: images marked in its column 'action' (without it: all that is proposed) move into a "
        + "quarantine or the folder of their class or split");

    private readonly Option<string?> _quarantine = Value<string?>("--quarantine", "FOLDER",
        "folder that gets images to be deleted, and the undo file [default: <DATA>-quarantine]");

    private readonly Option<string?> _undo = Value<string?>("--undo", "FILE", "move back what --apply has moved, by its undo file");
    private readonly FeatureArguments _features = new();

    public void AddTo(ProgramCommand command)
    {
        command.Add(_data);
        command.AddGroup("Data", _targets);
        command.AddGroup("Audit", _head, _folds, _repeats, _seed);
        command.AddGroup("Files", _out, _overwrite);
        command.AddGroup("Changes", _apply, _quarantine, _undo);
        _features.AddTo(command);
    }

    /// <summary>The undo file; null where nothing is to be undone.</summary>
    public string? ReadUndo(ParseResult parsed) => parsed.GetValue(_undo);

    /// <summary>The marks to apply; null where there are none.</summary>
    public AuditApplyOptions? ReadApply(ParseResult parsed) => parsed.GetValue(_apply) is { } table
        ? new AuditApplyOptions { Table = table, Data = parsed.GetValue(_data), Quarantine = parsed.GetValue(_quarantine) }
        : null;

    /// <exception cref="ArgumentException">There are no data.</exception>
    public AuditOptions Read(ParseResult parsed)
    {
        var data = parsed.GetValue(_data)
            ?? throw new ArgumentException("There are no data. Give a folder of images, or a table of marks as --apply FILE.");
        return new AuditOptions
        {
            Data = data,
            Targets = parsed.GetValue(_targets),
            Features = _features.Read(parsed),
            Head = parsed.GetValue(_head) is { } layers ? new HeadOptions { Layers = layers } : null,
            Folds = parsed.GetValue(_folds),
            Repeats = parsed.GetValue(_repeats),
            Seed = parsed.GetValue(_seed),
            Out = parsed.GetValue(_out) ?? $"audit-{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)))}",
            Overwrite = parsed.GetValue(_overwrite),
        };
    }
}
