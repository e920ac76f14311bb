using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer train DATA</c></summary>
internal static class TrainCommand
{
    public static Command Create(TransferProgram program)
    {
        var (data, network, features, task) = (new DataArguments(), new NetworkArguments(), new FeatureArguments(), new TaskArguments());
        var trainer = new TrainerArguments(
            new TrainerOptions(), "everything that is random",
            "30, and where epochs are quick up to 300, until 10 in a row were hardly better",
            "0.0002 for rmsprop, that of Keras for the others");
        var (classWeight, folds) = (CommonOptions.ClassWeight(), new FoldArguments());
        var (views, mixing) = (new ViewArguments("on all of which each epoch trains", "none"), new MixingArguments());
        var unfreeze = OptionFactory.Value("--unfreeze", "LAYER", UpperLayers.Auto,
            "then also train the network from this layer on, as finetune does; auto does so where the frozen base is below an "
            + "accuracy of 0.9, with as much of the network as takes little time, and none keeps it frozen");
        var (input, raw, check, log) = (
            CommonOptions.Input("image"), CommonOptions.Raw(), CommonOptions.Check("all of up to 200, 32 of more"), CommonOptions.Log());
        var (run, overwrite, resume, json) = (CommonOptions.Run(), CommonOptions.Overwrite(), new ResumeArgument(), CommonOptions.Json());
        var command = new ProgramCommand(
            "train", "Train a head on the features of a pretrained base, evaluate it and export the model.")
        {
            Examples =
            [
                "train PHOTOS",
                "train PHOTOS --model resnet50.onnx --preprocessing torch --epochs 50",
                "train PHOTOS --unfreeze last:20%",
                "train PHOTOS --views 4 --augment standard --run runs/augmented",
                "train table.csv --labels price",
                "train --resume runs/augmented",
            ],
        };
        data.AddTo(command);
        network.AddTo(command);
        features.AddTo(command);
        task.AddTo(command);
        trainer.AddTo(command);
        command.AddGroup("Training", classWeight);
        command.AddGroup("Network", unfreeze);
        folds.AddTo(command);
        views.AddTo(command);
        mixing.AddTo(command);
        command.AddGroup("Run", run, overwrite, input, raw, check, log);
        resume.AddTo(command);
        command.AddGroup("Run", json);
        views.AddSettingsTo(command);

        TrainOptions Read(ParseResult parsed)
        {
            var options = data.Read(parsed);
            return options with
            {
                Features = features.Read(parsed),
                Views = views.ReadViews(parsed) ?? options.Views,
                TestViews = views.ReadTestViews(parsed) ?? options.TestViews,
                Mixing = mixing.Read(parsed),
                FromScratch = network.ReadScratch(parsed),
                Task = task.Read(parsed),
                ClassWeight = parsed.GetValue(classWeight),
                Head = network.ReadHead(parsed),
                Trainer = trainer.Read(parsed),
                Folds = folds.Read(parsed),
                Unfreeze = parsed.GetValue(unfreeze) is var place && place == "none" ? null : place,
                Logs = CommonOptions.LogsOf(parsed.GetValue(log)),
                RawOutputs = parsed.GetValue(raw),
                CheckedImages = CommonOptions.CheckOf(parsed.GetValue(check)),
                ModelInput = CommonOptions.InputOf(parsed.GetValue(input)) ?? options.ModelInput,
                Run = parsed.GetValue(run),
                Overwrite = parsed.GetValue(overwrite),
            };
        }

        return program.Handle(command, (parsed, cancellation) =>
        {
            var earlier = resume.Read(parsed);
            var options = earlier is null ? Read(parsed) : null;
            return TrainingDisplay.Show(program, parsed.GetValue(json), ProgressDisplay.Run(program, progress => earlier is not null
                ? TransferLearning.Resume(earlier, progress, cancellation)
                : TransferLearning.Train(options!, progress, cancellation: cancellation)));
        });
    }
}
