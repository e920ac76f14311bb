using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options of training, which <c>train</c> and <c>finetune</c> share.</summary>
internal sealed class TrainerArguments
{
    private readonly Option<int> _epochs;
    private readonly Option<int> _batchSize;
    private readonly Option<double> _learningRate;
    private readonly Option<string> _schedule = new("--schedule") { Description = "constant, or cosine down to 0", DefaultValueFactory = _ => "constant" };
    private readonly Option<double> _warmUp = new("--warm-up") { Description = "epochs over which the learning rate rises from 0" };
    private readonly Option<double> _weightDecay = new("--weight-decay") { Description = "decoupled; shrinks kernels each step" };
    private readonly Option<double> _clipNorm = new("--clip-norm") { Description = "longest gradient, all weights together; 0 for no limit" };
    private readonly Option<string> _monitor = new("--monitor") { Description = "what decides which epoch is the best: val_loss or val_accuracy", DefaultValueFactory = _ => "val_loss" };
    private readonly Option<int> _patience = new("--patience") { Description = "stop after this many epochs without a better one; 0 never" };
    private readonly Option<long> _seed = CommonOptions.Seed();

    public TrainerArguments(TrainerOptions defaults)
    {
        _epochs = new Option<int>("--epochs") { Description = "passes over the training pictures", DefaultValueFactory = _ => defaults.Epochs };
        _batchSize = new Option<int>("--batch-size") { Description = "samples per step", DefaultValueFactory = _ => defaults.BatchSize };
        _learningRate = new Option<double>("--learning-rate") { Description = "of RMSprop", DefaultValueFactory = _ => defaults.LearningRate };
        _monitor.AcceptOnlyFromAmong("val_loss", "val_accuracy");
        _schedule.AcceptOnlyFromAmong("constant", "cosine");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _epochs, _batchSize, _learningRate, _schedule, _warmUp, _weightDecay, _clipNorm, _monitor, _patience, _seed })
        {
            command.Add(option);
        }
    }

    public TrainerOptions Read(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        LearningRate = parsed.GetValue(_learningRate),
        Schedule = parsed.GetValue(_schedule) == "cosine" ? LearningRateSchedule.Cosine : LearningRateSchedule.Constant,
        WarmUpEpochs = parsed.GetValue(_warmUp),
        WeightDecay = parsed.GetValue(_weightDecay),
        ClipNorm = parsed.GetValue(_clipNorm),
        Monitor = parsed.GetValue(_monitor) == "val_accuracy" ? MonitoredValue.ValidationAccuracy : MonitoredValue.ValidationLoss,
        Patience = parsed.GetValue(_patience),
        Seed = parsed.GetValue(_seed),
    };
}
