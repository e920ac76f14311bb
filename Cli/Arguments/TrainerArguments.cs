using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>How a module is trained: for <c>train</c> and <c>finetune</c>.</summary>
/// <param name="defaults">The defaults, which the help shows.</param>
/// <param name="seeded">What the seed decides.</param>
/// <param name="auto">How many epochs there are where nobody says.</param>
/// <param name="rate">The learning rate where nobody gives one.</param>
internal sealed class TrainerArguments(TrainerOptions defaults, string seeded, string auto, string rate)
{
    private const string Auto = "auto";

    private readonly Option<string> _epochs = Value("--epochs", "N", Auto, $"passes over the training samples, or auto: {auto}");
    private readonly Option<int> _batchSize = Value("--batch-size", "N", defaults.BatchSize, "samples per step");
    private readonly Option<string> _optimizer = Value("--optimizer", "NAME", defaults.Optimizer,
        $"{Optimizers.Table.Names}, with settings such as sgd:momentum=0.9:nesterov");

    private readonly Option<string?> _learningRate = Value<string?>("--learning-rate", "RATE",
        $"a number, or auto to search for one first [default: {rate}]");

    private readonly Option<string> _schedule = Value("--schedule", "NAME", defaults.Schedule,
        $"how the learning rate changes: {RateSchedules.Table.Names}, with settings such as step:10:factor=0.1");

    private readonly Option<double> _warmUp = Value("--warm-up", "EPOCHS", defaults.WarmUpEpochs,
        "epochs over which the learning rate rises from 0; a fraction is allowed");

    private readonly Option<double?> _weightDecay = Value<double?>("--weight-decay", "RATE",
        "decoupled weight decay of kernels [default: 3 for a head with layers on a frozen base, with rmsprop at its own rate; "
            + "0.004 for adamw, otherwise 0]");

    private readonly Option<double> _clipNorm = Value("--clip-norm", "NORM", defaults.ClipNorm,
        "largest norm of the gradient of all weights together; 0 for no limit");

    private readonly Option<string> _monitor = Choice("--monitor",
        "what decides which epoch is the best: val_loss, val_accuracy, or val_mae where values are learnt",
        "val_loss", "val_accuracy", "val_mae");

    private readonly Option<int> _patience = Value("--patience", "N", defaults.Patience,
        "stop after this many epochs without a better one; 0 never stops early");

    private readonly Option<int?> _checkpointEvery = Value<int?>("--checkpoint-every", "N",
        "epochs between two checkpoints, from which --resume goes on "
        + "[default: 1, or more where checkpoints would take over 5 % of the time]");

    private readonly Option<long> _seed = CommonOptions.Seed($"seed of {seeded}");

    public void AddTo(ProgramCommand command)
    {
        command.AddGroup("Training", _epochs, _batchSize, _optimizer, _learningRate, _schedule, _warmUp, _weightDecay, _clipNorm);
        command.AddGroup("Training", _monitor, _patience, _checkpointEvery, _seed);
    }

    public TrainerOptions Read(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(_epochs) switch { Auto => null, var text => ParseEpochs(text!) },
        BatchSize = parsed.GetValue(_batchSize),
        Optimizer = parsed.GetValue(_optimizer)!,
        LearningRate = parsed.GetValue(_learningRate) switch { null => defaults.LearningRate, Auto => null, var text => ParseRate(text) },
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

    private static int ParseEpochs(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var epochs)
        ? epochs
        : throw new ArgumentException($"'{text}' is not a number of epochs. Expected a whole number such as 30, or auto.");

    private static double ParseRate(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
        ? rate
        : throw new ArgumentException($"'{text}' is not a learning rate. Expected a number such as 1e-4, or auto.");
}
