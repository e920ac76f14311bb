using System.Globalization;

namespace Transfer.Pipeline.Tables;

/// <summary>A table and its task, split into training and validation rows.</summary>
internal sealed record TableSplit
{
    public required TableData Train { get; init; }

    public required TableData Validation { get; init; }

    public required int[] TrainRows { get; init; }

    public required int[] ValidationRows { get; init; }

    public required LearningTask Task { get; init; }

    /// <summary>The names of the classes, labels or values.</summary>
    public IReadOnlyList<string> Names => NamesOf(Train);

    /// <summary>The rows of each class or label, in a sentence; null for values.</summary>
    public string? ClassCounts => Data.ClassCounts.Sentence(
        Names, Task.Kind, [(SplitNames.Train, Counts(Train, TrainRows)), (SplitNames.Validation, Counts(Validation, ValidationRows))]);

    /// <summary>The origin of the rows, in words.</summary>
    public required string Description { get; init; }

    /// <summary>What is assumed of the tables and what is not used, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read, or the files do not match.</exception>
    public static TableSplit Read(TrainOptions options)
    {
        TaskKind? wanted = options.Task.Kind is { } text ? TaskOptions.KindOf(text) : null;
        var train = TableFiles.Read(options.Data, options.Labels, wanted);
        return options.ValidationData is null ? Of(options, train) : OfTwo(options, train, TaskOf(options, train));
    }

    /// <summary>Splits a table by its column, or by the seed.</summary>
    /// <exception cref="InvalidDataException">Its targets are not those of the task, or a class has too few rows.</exception>
    public static TableSplit Of(TrainOptions options, TableData data) => OfOne(options, data, TaskOf(options, data));

    /// <summary>The split of an earlier run without its rows.</summary>
    public static TableSplit Of(RunRecord record)
    {
        var task = record.ToTask();
        var empty = new TableData
        {
            Features = [],
            Shape = record.FeatureShape,
            Classes = task.AreClasses ? record.Classes : [],
            TargetNames = task.AreClasses ? [] : record.Classes,
        };
        return new TableSplit
        {
            Train = empty,
            Validation = empty,
            TrainRows = [],
            ValidationRows = [],
            Task = task,
            Description = $"of an earlier run on '{record.Options.Data}'",
        };
    }

    /// <summary>Training and validation rows together, without views; copied only when they are from two files.</summary>
    public (TableData Data, int[] Rows) All()
    {
        var isOne = ReferenceEquals(Train, Validation);
        int[] rows = [.. TrainRows.Concat(isOne ? ValidationRows : ValidationRows.Select(i => Train.Count + i)).Order()];
        var data = isOne ? Train : Train with
        {
            Features = [.. Train.Features, .. Validation.Features],
            Labels = [.. Train.Labels, .. Validation.Labels],
            Targets = [.. Train.Targets, .. Validation.Targets],
            SampleNames = [],
            Views = Train.Views.Count + Validation.Views.Count == 0 ? []
                : [.. Train.RowViews, .. Validation.RowViews],
        };
        return (data, [.. rows.Where(i => data.ViewOf(i) == 0)]);
    }

    private static TableSplit OfOne(TrainOptions options, TableData data, LearningTask task)
    {
        SplitColumn.RequireTrain(data.Splits, options.Data);
        int[] own = [.. data.RowsOf(SplitNames.Train).Where(i => data.ViewOf(i) == 0)];
        int[] validation = [.. data.RowsOf(SplitNames.Validation).Where(i => data.ViewOf(i) == 0)];
        var (each, from) = (task.AreClasses ? " of each class" : "", data.Splits.Count > 0 ? $", split by its column "
            + $"'{SplitColumn.Name}'" : "");
        if (validation.Length == 0)
        {
            var content = new TableRows(data, [.. Enumerable.Range(0, data.Count)]).Identities;
            var (trained, held) = new SampleSplit(NamesOf(data), options.ValidationSplit, options.DataSeed).Stratified(
                own, i => task.AreClasses ? data.Labels[i] : 0, i => content[i]);
            (own, validation) = ([.. trained], [.. held]);
            var share = ValidationShare.Describe(options.ValidationSplit, validation.Length, own.Length + validation.Length, each);
            from += $"; {share}, chosen by the seed";
        }

        var test = data.RowsOf(SplitNames.Test).Count();
        return new TableSplit
        {
            Train = data,
            Validation = data,
            TrainRows = data.WithViews(own),
            ValidationRows = validation,
            Task = task,
            Description = $"from '{options.Data}'{from}",
            Notes = test == 0 ? data.Notes
                : [.. data.Notes, $"Not used: {test:N0} test rows of '{options.Data}'. Tables have no test set of their own."],
        };
    }

    /// <summary>Takes the validation rows from a file of their own.</summary>
    private static TableSplit OfTwo(TrainOptions options, TableData train, LearningTask task)
    {
        var path = options.ValidationData!;
        var labels = options.ValidationLabels
            ?? (TableFiles.HoldsTargets(path) ? options.Labels ?? (train.AreColumns ? string.Join(',', NamesOf(train)) : null) : null);
        var kind = train.Classes.Count > 0 ? TaskKind.MultiClass : train.AreLabels ? TaskKind.MultiLabel : TaskKind.Regression;
        var validation = WithTargetsOf(train, TableFiles.Read(path, labels, kind), path);
        CheckTargets(path, validation, task);
        if (train.Splits.Any(s => s != SplitNames.Train) || validation.Splits.Distinct().Count() > 1)
        {
            throw new InvalidDataException($"The column '{SplitColumn.Name}' says which rows are for validation, and '{path}' is given for "
                + "it, too. Leave one of the two out.");
        }

        return new TableSplit
        {
            Train = train,
            Validation = validation,
            TrainRows = [.. Enumerable.Range(0, train.Count)],
            ValidationRows = [.. Enumerable.Range(0, validation.Count).Where(i => validation.ViewOf(i) == 0)],
            Task = task,
            Description = $"from '{options.Data}' and '{path}'",
            Notes = [.. train.Notes, .. validation.Notes],
        };
    }

    /// <summary>The task that a table and the options give, with the targets checked.</summary>
    private static LearningTask TaskOf(TrainOptions options, TableData data)
    {
        var kind = data.Classes.Count == 2 ? TaskKind.Binary
            : data.Classes.Count > 0 ? TaskKind.MultiClass
            : data.AreLabels ? TaskKind.MultiLabel : TaskKind.Regression;
        var task = LearningTask.Choose(kind, NamesOf(data).Count, options.Task);
        CheckTargets(options.Data, data, task);
        return task;
    }

    private int[] Counts(TableData data, int[] rows)
    {
        var width = data.TargetNames.Count;
        return Data.ClassCounts.Of(Names.Count, Task.Kind, Task.AreClasses ? Array.ConvertAll(rows, i => data.Labels[i]) : [],
            Task.AreClasses ? [] : [.. rows.SelectMany(i => data.Targets[(i * width)..((i + 1) * width)])]);
    }

    private static IReadOnlyList<string> NamesOf(TableData data) => data.Classes.Count > 0 ? data.Classes : data.TargetNames;

    /// <summary>Renumbers the classes or labels of validation data as in the training data.</summary>
    private static TableData WithTargetsOf(TableData train, TableData data, string path)
    {
        var (expected, names) = (NamesOf(train).ToList(), NamesOf(data));
        var haveNames = data.Classes.Count > 0 || data.AreLabels;
        var mustBeSame = !haveNames || data.AreColumns;
        if (data.Length != train.Length || (mustBeSame && !names.Order().SequenceEqual(expected.Order())))
        {
            throw new InvalidDataException(
                $"The samples of '{path}' have {data.Length:N0} values and the targets {string.Join(", ", names)}; "
                + $"expected {train.Length:N0} and {string.Join(", ", expected)}, as in the training data.");
        }

        if (FeatureMetadata.Difference(train.Recipe, data.Recipe) is { } part)
        {
            throw new InvalidDataException($"The features of '{path}' have another {part} ({data.Recipe[part]}) than those that are "
                + $"trained on ({train.Recipe[part]}); expected the same. Extract them in the same way.");
        }

        if (!haveNames)
        {
            return names.SequenceEqual(expected) ? data : throw new InvalidDataException(
                $"The targets of '{path}' are {string.Join(", ", names)}; expected the order {string.Join(", ", expected)}.");
        }

        long[] numbers = [.. names.Select(n => (long)expected.IndexOf(n))];
        var unknown = Array.FindIndex(numbers, n => n < 0);
        return unknown >= 0
            ? throw new InvalidDataException(
                $"'{path}' has a {(data.AreLabels ? "label" : "class")} '{names[unknown]}' that the training data lack; "
                + $"expected {string.Join(", ", expected)}.")
            : data.AreLabels ? data with { TargetNames = expected, Targets = Spread(data.Targets, numbers, expected.Count) }
            : data with { Classes = expected, Labels = Array.ConvertAll(data.Labels, l => numbers[l]) };
    }

    /// <summary>Moves the columns of labels to their place in the training data; missing labels are 0.</summary>
    private static float[] Spread(float[] targets, long[] numbers, int columns)
    {
        var spread = new float[targets.Length / numbers.Length * columns];
        for (var i = 0; i < targets.Length; i++)
        {
            spread[(i / numbers.Length * columns) + numbers[i % numbers.Length]] = targets[i];
        }

        return spread;
    }

    private static void CheckTargets(string path, TableData data, LearningTask task)
    {
        var isLabels = task.Kind == TaskKind.MultiLabel;
        var invalid = isLabels || task.Kind == TaskKind.UnitRegression
            ? Array.FindIndex(data.Targets, v => isLabels ? v is not (0 or 1) : v is not (>= 0 and <= 1))
            : -1;
        if (invalid >= 0)
        {
            var expected = isLabels ? "labels of 0 or 1" : "values from 0 to 1";
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has the target {data.Targets[invalid]} in row {(invalid / NamesOf(data).Count) + 1}; expected {expected}. ")
                + "Use regression for other values.");
        }

        var samples = data.Targets.Chunk(Math.Max(1, data.TargetNames.Count));
        TargetCheck.Check(samples.Select((own, i) => ($"row {i + 1} of '{path}'", (IReadOnlyList<float>)own)), data.TargetNames, task);
        if (data.Classes.Count == 0 && task.AreClasses)
        {
            throw new InvalidDataException(
                $"'{path}' has {data.TargetNames.Count} targets a sample, and {task.Words} need one. Use multilabel or regression.");
        }
    }
}
