namespace Transfer.Pipeline;

/// <summary>A table of features, split into training and validation rows: no images, no base, no cache.</summary>
internal sealed class TableInputs : RunInputs
{
    // The exported file is compared on all validation rows, so many at a time.
    private const int RowsAtOnce = 512;

    private readonly TableSplit _split;

    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read, or the files do not go together.</exception>
    public TableInputs(TrainOptions options, RunContext context)
        : this(options, TableSplit.Read(options), context)
    {
    }

    private TableInputs(TrainOptions options, TableSplit split, RunContext context)
        : base(options, split.Task, split.Names)
    {
        LinearHead.Check(options.Head, split.Task);
        _split = split;
        Device = Device.Resolve(options.Features.Device);
        context.Say($"Data: {split.TrainRows.Length:N0} training and {split.ValidationRows.Length:N0} validation rows "
            + $"[{string.Join(",", split.Train.Shape)}] {split.Description}.");
        if (split.ClassCounts is { } counts)
        {
            context.Say(counts);
        }

        foreach (var note in split.Notes)
        {
            context.Say(note);
        }

        context.Say($"Task: {Task.Description}.");
        context.Say($"Device: {Device}{(options.Features.Device == "auto" ? " (chosen by auto)" : "")}.");
    }

    /// <summary>A table that is in memory already.</summary>
    /// <param name="options">How it is split and learnt; what they call the data is its name in messages.</param>
    public static TableInputs Of(TrainOptions options, TableData data, RunContext context) =>
        new(options, TableSplit.Of(options, data), context);

    /// <summary>The inputs of an earlier run without its rows.</summary>
    public static TableInputs Of(RunRecord record) => new(record.Options, TableSplit.Of(record), RunContext.None);

    public override Device Device { get; }

    public override string Name => Path.GetFileName(Options.Data).Split('.')[0];

    public override int HeadLength => _split.Train.Length;

    public override ModelMetadata Metadata(OutputActivation activation) => new()
    {
        Classes = Classes,
        Targets = Task.OutputsOf,
        Preprocessing = "",
        ImageSize = 0,
        Features = HeadLength,
        OutputActivation = activation,
        Origin = "trained on a table",
    };

    public override RunRecord Describe() => RunRecord.Of(this, null) with { FeatureShape = _split.Train.Shape };

    public override SplitFeatures Extract(RunContext context)
    {
        var (train, validation) = (new TableRows(_split.Train, _split.TrainRows), new TableRows(_split.Validation, _split.ValidationRows));
        var trained = train.Identities.ToHashSet();
        var copies = validation.Identities.Zip(validation.Names, (content, name) => (content, name))
            .Where(row => trained.Contains(row.content)).Select(row => row.name).ToList();
        if (copies.Count > 0)
        {
            context.Say($"Warning: {copies.Count:N0} validation rows have the features of training rows "
                + $"({FoundImages.List(copies, copies.Count)}); figures on them may be too good.");
        }

        return new SplitFeatures(train, validation) { Seen = copies.Count };
    }

    public override float Export(Head head, ExportSamples samples, ExportFacts facts, string path, RunContext context)
    {
        var metadata = facts.AddTo(Metadata(head.OutputActivation));
        metadata = metadata with { Golden = GoldenRows.Make(head, metadata) };
        var exported = OnnxExporter.ExportTable(head, metadata);
        var (count, columns) = (samples.Rows.Count, samples.Outputs.Length / samples.Rows.Count);
        var worst = Enumerable.Range(0, count).Chunk(RowsAtOnce).Max(rows => ExportCheck.Rows(
            exported, metadata, samples.Rows.ToArray(rows), samples.Outputs.AsSpan(rows[0] * columns, rows.Length * columns)));
        exported.Save(path);
        context.Say($"Export: {path}; ONNX Runtime gives the trainer's outputs on {count:N0} validation rows (largest "
            + $"difference {worst:G2}).");
        return worst;
    }

    public override (IFeatureRows Rows, int[] Groups) ForFolds(SplitFeatures features)
    {
        var (all, own) = _split.All();
        var rows = new TableRows(all, own);
        // Equal rows are one group.
        return (rows, GroupsOf(rows.Identities));
    }
}
