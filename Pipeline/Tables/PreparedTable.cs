using TorchSharp;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>A table from files, split into training and validation samples. Owns the tensors; features are in memory once.</summary>
internal sealed class PreparedTable : IDisposable
{
    private readonly TableData _train;
    private readonly TableData _validation;
    private readonly torch.Device _torch;
    private readonly int[] _trainRows;
    private readonly int[] _validationRows;
    private readonly TensorDataset _trainTensors;
    private readonly TensorDataset _validationTensors;

    private PreparedTable(TrainOptions options, IProgress<ProgressUpdate>? progress)
    {
        TaskKind? wanted = options.Task.Kind is { } text ? TaskOptions.KindOf(text) : null;
        _train = TableFiles.Read(options.Data, options.Labels, wanted);
        Names = _train.Classes.Count > 0 ? _train.Classes : _train.TargetNames;
        Task = LearningTask.Choose(
            _train.Classes.Count == 2 ? TaskKind.Binary : _train.Classes.Count > 0 ? TaskKind.MultiClass : _train.AreLabels ? TaskKind.MultiLabel : TaskKind.Regression,
            Names.Count, options.Task);
        LinearHead.Check(options.Head, Task);
        ThrowIfUnfit(options.Data, _train);
        string how;
        if (options.ValidationData is { } path)
        {
            _validation = AsTrained(TableFiles.Read(path, options.ValidationLabels ?? (TableFiles.HoldsTargets(path) ? options.Labels : null), _train.AreLabels ? TaskKind.MultiLabel : wanted), path);
            ThrowIfUnfit(path, _validation);
            (_trainRows, _validationRows, how) = ([.. Enumerable.Range(0, _train.Count)], [.. Enumerable.Range(0, _validation.Count)], $"from '{options.Data}' and '{path}'");
        }
        else
        {
            _validation = _train;
            var (train, validation) = SampleSplit.Stratified(
                Enumerable.Range(0, _train.Count), i => Task.AreClasses ? _train.Labels[i] : 0, Names, options.ValidationSplit, options.Trainer.Seed);
            (_trainRows, _validationRows) = ([.. train], [.. validation]);
            how = $"from '{options.Data}'; validation is {options.ValidationSplit:P0}{(Task.AreClasses ? " of each class" : "")}, chosen by the seed";
        }

        Device = Device.Resolve(options.Device);
        // What is solved for at once needs no other device.
        _torch = options.Head.IsLinear ? torch.CPU : Device.ToTorch();
        _trainTensors = Tensors(_train);
        _validationTensors = ReferenceEquals(_train, _validation) ? _trainTensors : Tensors(_validation);
        (Train, Validation) = (new Subset(_trainTensors, _trainRows), new Subset(_validationTensors, _validationRows));
        progress.Say($"Data: {_trainRows.Length:N0} training and {_validationRows.Length:N0} validation rows [{string.Join(",", _train.Shape)}] {how}.");
        progress.Say($"Task: {Task.Description}.");
        progress.Say($"Device: {Device}{(options.Device == "auto" ? " (chosen by auto)" : "")}.");
    }

    public LearningTask Task { get; }

    /// <summary>The names of the classes, labels or values.</summary>
    public IReadOnlyList<string> Names { get; }

    public Device Device { get; }

    /// <summary>The shape of one sample.</summary>
    public IReadOnlyList<int> Shape => _train.Shape;

    /// <summary>F, the number of values of a sample.</summary>
    public int Length => _train.Length;

    public IBatchSource Train { get; }

    public IBatchSource Validation { get; }

    /// <summary>The classes of the training samples, <c>[N]</c>.</summary>
    public long[] TrainLabels => Array.ConvertAll(_trainRows, i => _train.Labels[i]);

    /// <summary>What a head says of the validation samples, which are called by their rows' numbers, from 1.</summary>
    public Predictions Predictions(Head head) => new()
    {
        Task = Task,
        Names = Names,
        Samples = Array.ConvertAll(_validationRows, i => (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Outputs = Trainer.Predict(head, Validation, head.OutputActivation),
        Targets = Task.AreClasses
            ? Array.ConvertAll(_validationRows, i => (float)_validation.Labels[i])
            : [.. _validationRows.SelectMany(i => _validation.Targets[(i * Names.Count)..((i + 1) * Names.Count)])],
    };

    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read, or the files do not go together.</exception>
    public static PreparedTable Open(TrainOptions options, IProgress<ProgressUpdate>? progress) => new(options, progress);

    public FeatureScaling Scaling() => FeatureScaling.Measure(i => Row(_train, _trainRows[i]), _trainRows.Length, Length);

    /// <summary>The features of a training sample.</summary>
    public ReadOnlySpan<float> TrainRow(int index) => Row(_train, _trainRows[index]);

    /// <summary>Training and validation samples together: copied only where they are from two files.</summary>
    public TableData All() => ReferenceEquals(_train, _validation) ? _train : _train with
    {
        Features = [.. _train.Features, .. _validation.Features],
        Labels = [.. _train.Labels, .. _validation.Labels],
        Targets = [.. _train.Targets, .. _validation.Targets],
    };

    /// <summary>The features of a validation sample.</summary>
    public ReadOnlySpan<float> ValidationRow(int index) => Row(_validation, _validationRows[index]);

    /// <summary>What training depends on of the data, as texts to be hashed.</summary>
    public IEnumerable<string> Content()
    {
        foreach (var (data, rows) in new[] { (_train, _trainRows), (_validation, _validationRows) })
        {
            yield return string.Join(' ', rows);
            yield return Hash(data.Features);
            yield return Hash(data.Targets);
            yield return Hash(data.Labels);
        }

        static string Hash<T>(T[] values)
            where T : struct => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())));
    }

    public void Dispose()
    {
        _trainTensors.Dispose();
        if (_validationTensors != _trainTensors)
        {
            _validationTensors.Dispose();
        }
    }

    private static ReadOnlySpan<float> Row(TableData data, int row) => data.Features.AsSpan(row * data.Length, data.Length);

    private TensorDataset Tensors(TableData data) => Task.AreClasses
        ? new TensorDataset(data.Features, [data.Length], data.Labels, _torch)
        : new TensorDataset(data.Features, [data.Length], data.Targets, data.TargetNames.Count, _torch);

    /// <summary>Validation data whose classes or labels have the numbers that they have in the training data.</summary>
    private TableData AsTrained(TableData data, string path)
    {
        var names = data.Classes.Count > 0 ? data.Classes : data.TargetNames;
        var haveNames = data.Classes.Count > 0 || data.AreLabels;
        if (data.Length != Length || (!haveNames && !names.SequenceEqual(Names)))
        {
            throw new InvalidDataException(
                $"The samples of '{path}' have {data.Length:N0} values and the targets {string.Join(", ", names)}; expected {Length:N0} and {string.Join(", ", Names)}, as in the training data.");
        }

        if (!haveNames)
        {
            return data;
        }

        var numbers = names.Select(n => (long)Names.ToList().IndexOf(n)).ToArray();
        var unknown = Array.FindIndex(numbers, n => n < 0);
        return unknown >= 0
            ? throw new InvalidDataException($"'{path}' has a {(data.AreLabels ? "label" : "class")} '{names[unknown]}' that the training data lack; expected {string.Join(", ", Names)}.")
            : data.AreLabels ? data with { TargetNames = Names, Targets = Spread(data.Targets, numbers) }
            : data with { Classes = Names, Labels = Array.ConvertAll(data.Labels, l => numbers[l]) };
    }

    /// <summary>The columns of labels where the training data have them; those that are missing are 0.</summary>
    private float[] Spread(float[] targets, long[] numbers)
    {
        var spread = new float[targets.Length / numbers.Length * Names.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            spread[(i / numbers.Length * Names.Count) + numbers[i % numbers.Length]] = targets[i];
        }

        return spread;
    }

    private void ThrowIfUnfit(string path, TableData data)
    {
        var isShare = Task.Kind is TaskKind.MultiLabel or TaskKind.UnitRegression;
        var beyond = isShare ? Array.FindIndex(data.Targets, v => Task.Kind == TaskKind.MultiLabel ? v is not (0 or 1) : v is < 0 or > 1) : -1;
        if (beyond >= 0)
        {
            throw new InvalidDataException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"'{path}' has the target {data.Targets[beyond]} in row {(beyond / Names.Count) + 1}; expected {(Task.Kind == TaskKind.MultiLabel ? "labels of 0 or 1" : "values from 0 to 1")}. Use regression for other values."));
        }

        if (data.Classes.Count == 0 && Task.AreClasses)
        {
            throw new InvalidDataException($"'{path}' has {data.TargetNames.Count} targets a sample, and {Task.Words} need one. Use multilabel or regression.");
        }
    }
}
