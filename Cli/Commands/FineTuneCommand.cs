using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer finetune RUN</c></summary>
internal static class FineTuneCommand
{
    public static Command Create(TransferProgram program)
    {
        var from = new Argument<string?>("RUN")
        {
            Description = "a run folder of 'transfer train'; training starts from its head",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var unfreeze = Value<string?>("--unfreeze", "LAYER",
            "the lowest layer to train: a layer or block such as block5_conv1 or layer4, a node, a tensor, last:20% or all; "
            + "'transfer models inspect FILE' lists them");
        var cut = CommonOptions.Cut("as RUN, whose head fits no other");
        var lowest = Value<double?>("--lowest-learning-rate", "RATE",
            "learning rate of the lowest unfrozen block; those above are spaced evenly up to --learning-rate "
            + "[default: as --learning-rate]");
        var compute = Choice("--compute", "float32, bfloat16 or float16 for convolutions and matrix products; weights stay float32",
            "float32", "bfloat16", "float16");
        var trainer = new TrainerArguments(
            new FineTuneOptions { From = "", Unfreeze = "" }.Trainer, "the order of samples and of dropout; split and views are as in RUN",
            "10", "found for each block, for a change of 1 % of its weights; of the head as in train");
        var (views, mixing) = (new ViewArguments("of which each epoch trains on one", "as RUN"), new MixingArguments());
        var (classWeight, imaging) = (CommonOptions.ClassWeight(), CommonOptions.Imaging("as RUN"));
        var (data, device, cache) = (CommonOptions.Data(), CommonOptions.Device(), CommonOptions.Cache("as RUN"));
        var (run, overwrite) = (CommonOptions.Run("runs/<time>-<model>-finetuned"), CommonOptions.Overwrite());
        var (input, raw, check, log) = (
            CommonOptions.Input("as RUN"), CommonOptions.Raw(), CommonOptions.Check("as RUN"), CommonOptions.Log());
        var (resume, json) = (new ResumeArgument(), CommonOptions.Json());
        var command = new ProgramCommand(
            "finetune", "Train the upper blocks of a run's network with its head; the blocks below run once per image.")
        {
            Examples =
            [
                "finetune runs/first --unfreeze last:20%",
                "finetune runs/first --unfreeze layer4 --epochs 20 --views fresh",
                "finetune --resume runs/second",
            ],
        };
        command.Add(from);
        command.AddGroup("Fine-tuning", unfreeze, cut, lowest, compute);
        trainer.AddTo(command);
        command.AddGroup("Training", classWeight);
        views.AddTo(command);
        mixing.AddTo(command);
        command.AddGroup("Run", run, overwrite, input, raw, check, log);
        resume.AddTo(command);
        command.AddGroup("Run", data, json);
        command.AddGroup("Machine", imaging, device, cache);
        views.AddSettingsTo(command);

        FineTuneOptions Read(ParseResult parsed) => new()
        {
            From = parsed.GetValue(from) ?? throw new ArgumentException(
                "There is no run to start from. Give the folder of a run of 'transfer train', or a run to go on with as --resume RUN."),
            Unfreeze = parsed.GetValue(unfreeze) ?? throw new ArgumentException(
                "There is no layer to start from. Give the lowest one to train as --unfreeze LAYER; "
                + "'transfer models inspect FILE' lists them."),
            Cut = parsed.GetValue(cut),
            Trainer = trainer.Read(parsed),
            ClassWeight = parsed.GetValue(classWeight),
            LowestLearningRate = parsed.GetValue(lowest),
            Views = views.ReadViews(parsed),
            TestViews = views.ReadTestViews(parsed),
            Imaging = parsed.GetValue(imaging) is { } name ? CommonOptions.ImagingOf(name) : null,
            Mixing = mixing.Read(parsed),
            Compute = parsed.GetValue(compute) switch
            {
                "bfloat16" => ComputeType.BFloat16,
                "float16" => ComputeType.Float16,
                _ => ComputeType.Float32,
            },
            Device = parsed.GetValue(device)!,
            Cache = parsed.GetValue(cache),
            Logs = CommonOptions.LogsOf(parsed.GetValue(log)),
            RawOutputs = CommonOptions.RawOf(parsed.GetValue(raw)),
            CheckedImages = CommonOptions.CheckOf(parsed.GetValue(check)),
            ModelInput = CommonOptions.InputOf(parsed.GetValue(input)),
            Run = parsed.GetValue(run),
            Overwrite = parsed.GetValue(overwrite),
            Data = parsed.GetValue(data),
        };

        return program.Handle(command, (parsed, cancellation) =>
        {
            var earlier = resume.Read(parsed);
            var options = earlier is null ? Read(parsed) : null;
            return TrainingDisplay.Show(program, parsed.GetValue(json), ProgressDisplay.Run(program, progress => earlier is not null
                ? FineTuning.Resume(earlier, progress, cancellation)
                : FineTuning.Run(options!, progress, cancellation: cancellation)));
        });
    }
}
