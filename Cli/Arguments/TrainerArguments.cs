using System.CommandLine;
using System.Globalization;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options of training, which <c>train</c> and <c>finetune</c> share.</summary>
internal sealed class TrainerArguments
{
    private const string Auto = "auto";

    private readonly Option<int> _epochs;
    private readonly Option<int> _batchSize;
    private readonly TrainerOptions _defaults;
    private readonly Option<string> _optimizer = new("--optimizer") { Description = $"{Optimizers.Table.Names}, with settings such as sgd:momentum=0.9:nesterov", DefaultValueFactory = _ => new TrainerOptions().Optimizer };
    private readonly Option<string?> _learningRate;
    private readonly Option<string> _schedule = new("--schedule") { Description = $"how the learning rate goes: {RateSchedules.Table.Names}, with settings such as step:10:factor=0.1", DefaultValueFactory = _ => new TrainerOptions().Schedule };
    private readonly Option<double> _warmUp = new("--warm-up") { Description = "epochs over which the learning rate rises from 0" };
    private readonly Option<double?> _weightDecay = new("--weight-decay") { Description = "decoupled; shrinks kernels each step [default: 0.004 for adamw, else 0]" };
    private readonly Option<double> _clipNorm = new("--clip-norm") { Description = "longest gradient, all weights together; 0 for no limit" };
    private readonly Option<string> _monitor = new("--monitor") { Description = "what decides which epoch is the best: val_loss, or val_accuracy (of values val_mae)", DefaultValueFactory = _ => "val_loss" };
    private readonly Option<int> _patience = new("--patience") { Description = "stop after this many epochs without a better one; 0 never" };
    private readonly Option<int?> _checkpointEvery = new("--checkpoint-every") { Description = "epochs between two checkpoints, from which --resume goes on [default: 1, or as many as cost a twentieth of the time]" };
    private readonly Option<string?> _classWeight = new("--class-weight") { Description = "how much the classes count in training: balanced, or such as cats=2,dogs=1 [default: all the same]" };
    private readonly Option<long> _seed = CommonOptions.Seed();

    public TrainerArguments(TrainerOptions defaults)
    {
        _defaults = defaults;
        _epochs = new Option<int>("--epochs") { Description = "passes over the training images", DefaultValueFactory = _ => defaults.Epochs };
        _batchSize = new Option<int>("--batch-size") { Description = "samples per step", DefaultValueFactory = _ => defaults.BatchSize };
        var usual = defaults.LearningRate is { } rate ? rate.ToString("0.#####", CultureInfo.InvariantCulture) : "0.0002 for rmsprop, else Keras'";
        _learningRate = new Option<string?>("--learning-rate") { Description = $"a number, or auto to find one first [default: {usual}]" };
        _monitor.AcceptOnlyFromAmong("val_loss", "val_accuracy", "val_mae");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _epochs, _batchSize, _optimizer, _learningRate, _schedule, _warmUp, _weightDecay, _clipNorm, _classWeight, _monitor, _patience, _checkpointEvery, _seed })
        {
            command.Add(option);
        }
    }

    public TrainerOptions Read(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        Optimizer = parsed.GetValue(_optimizer)!,
        LearningRate = parsed.GetValue(_learningRate) switch { null => _defaults.LearningRate, Auto => null, var text => Rate(text) },
        FindLearningRate = parsed.GetValue(_learningRate) == Auto,
        Schedule = parsed.GetValue(_schedule)!,
        WarmUpEpochs = parsed.GetValue(_warmUp),
        WeightDecay = parsed.GetValue(_weightDecay),
        ClipNorm = parsed.GetValue(_clipNorm),
        Monitor = parsed.GetValue(_monitor) == "val_loss" ? MonitoredValue.ValidationLoss : MonitoredValue.ValidationMetric,
        Patience = parsed.GetValue(_patience),
        CheckpointEvery = parsed.GetValue(_checkpointEvery),
        Seed = parsed.GetValue(_seed),
    };

    /// <summary>Null when nothing was said.</summary>
    public string? ReadClassWeight(ParseResult parsed) => parsed.GetValue(_classWeight);

    private static double Rate(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
        ? rate
        : throw new ArgumentException($"'{text}' is not a learning rate. Expected a number such as 1e-4, or auto.");
}
