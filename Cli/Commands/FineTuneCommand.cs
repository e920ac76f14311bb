using System.CommandLine;
using System.Globalization;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer finetune RUN</c></summary>
internal static class FineTuneCommand
{
    private static readonly FineTuneOptions Defaults = new() { From = "", Unfreeze = "" };

    public static Command Create(TransferProgram program)
    {
        var from = new Argument<string?>("RUN") { Description = "a run folder of 'transfer train'; its trained head is the start", Arity = ArgumentArity.ZeroOrOne };
        var unfreeze = new Option<string?>("--unfreeze")
        {
            Description = "from where on the network is trained: a layer or block such as block5_conv1 or layer4, a node, a tensor, last:20%, or all; 'transfer models inspect' lists them",
        };
        var lowest = new Option<double?>("--lowest-learning-rate") { Description = "of the lowest unfrozen block; those above are spaced evenly up to --learning-rate [default: the same for all]" };
        var compute = new Option<string>("--compute") { Description = "float32, bfloat16 or float16 for convolutions and matrix products; weights stay float32", DefaultValueFactory = _ => "float32" };
        compute.AcceptOnlyFromAmong("float32", "bfloat16", "float16");
        var (device, cache, run, trainer) = (CommonOptions.Device(), CommonOptions.Cache(), CommonOptions.Run(), new TrainerArguments(Defaults.Trainer));
        var (views, resume) = (new ViewArguments("of which each epoch takes one", "RUN"), new ResumeArgument());
        var command = new Command("finetune", "Train the upper blocks of a run's network with its head; the blocks below run once per image, through the cache.") { from, unfreeze };
        trainer.AddTo(command);
        views.AddTo(command);
        foreach (var option in new Option[] { lowest, compute, device, cache, run })
        {
            command.Add(option);
        }

        resume.AddTo(command);
        views.AddKnobsTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            if (resume.Read(parsed) is { } earlier)
            {
                Show(program.Output, ProgressDisplay.Run(program, progress => FineTuning.Resume(earlier, progress, cancellation)));
                return 0;
            }

            var options = new FineTuneOptions
            {
                From = parsed.GetValue(from) ?? throw new ArgumentException("There is no run to start from. Give the folder of a run of 'transfer train', or a run to go on with as --resume RUN."),
                Unfreeze = parsed.GetValue(unfreeze) ?? throw new ArgumentException("It was not said from where on the network is trained. Give --unfreeze LAYER; 'transfer models inspect' lists them."),
                Trainer = trainer.Read(parsed),
                ClassWeight = trainer.ReadClassWeight(parsed),
                Views = views.ReadViews(parsed),
                TestViews = views.ReadTestViews(parsed),
                Imaging = views.ReadImaging(parsed),
                Mixing = views.ReadMixing(parsed),
                LowestLearningRate = parsed.GetValue(lowest),
                Compute = parsed.GetValue(compute) switch { "bfloat16" => ComputeType.BFloat16, "float16" => ComputeType.Float16, _ => ComputeType.Float32 },
                Device = parsed.GetValue(device)!,
                Cache = parsed.GetValue(cache),
                Run = parsed.GetValue(run),
            };
            Show(program.Output, ProgressDisplay.Run(program, progress => FineTuning.Run(options, progress, cancellation: cancellation)));
            return 0;
        })));
        return command;
    }

    private static void Show(TextWriter output, FineTuneResult result)
    {
        var best = result.History.Best;
        output.WriteLine("How far each unfrozen block moved (length of the change over the length of its weights):");
        foreach (var block in result.Blocks)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {block.Name,-24} {block.RelativeChange:P2} of {block.Parameters:N0} weights"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Best epoch: {best.Number} of {result.History.Epochs.Count}, val_loss {best.ValidationLoss:F4}."));
        output.WriteLine($"Validation {result.Validation.Metrics[0].Name} with its 95 % interval:");
        output.WriteLine($"  frozen base   {result.Frozen}");
        output.WriteLine($"  fine-tuned    {result.Validation}");
        output.WriteLine($"  difference    {result.Difference}");
        EvaluationDisplay.ShowAdjusted(output, result.Adjusted);
        ViewReportDisplay.Show(output, result.Views);
        output.WriteLine($"Run folder: {result.Run.Path}");
        output.WriteLine($"Predict with: transfer predict {result.ModelPath} FILE-OR-FOLDER");
    }
}
