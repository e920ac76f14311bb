using System.CommandLine;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer train DATA</c></summary>
internal static class TrainCommand
{
    private static readonly TrainOptions Defaults = new() { Data = "" };

    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string?>("DATA")
        {
            Description = "folder with train/, validation/, test/ and a folder per class in each, or with class folders alone, or with the images of --targets; or a table of features: .npz, .npy, .csv or IDX, also as .gz",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var targets = new Option<string?>("--targets") { Description = "CSV with path,label for each image ('a|b' for several labels), or path and columns of numbers; paths are relative to DATA" };
        var labels = new Option<string?>("--labels") { Description = "targets of a table: their file, an array's name in an .npz, or columns of a CSV with commas between [default: y or labels; a CSV's last column]" };
        var validationData = new Option<string?>("--validation-data") { Description = "table to validate with [default: --validation-split of the others]" };
        var validationLabels = new Option<string?>("--validation-labels") { Description = "their targets, where --validation-data is .npy or IDX" };
        var features = new FeatureArguments();
        var split = new Option<double>("--validation-split") { Description = "share of each class that validates where there is no validation/ folder", DefaultValueFactory = _ => Defaults.ValidationSplit };
        var head = new Option<string>("--head")
        {
            Description = $"layers before the last, with commas between, none, or linear (none, by Microsoft.ML's maximum-entropy trainer in a second): {HeadLayers.Table.Names}; settings such as dense:256:l2=0.01",
            DefaultValueFactory = _ => Defaults.Head.Layers,
        };
        var folds = new FoldArguments();
        var strict = new Option<bool>("--strict") { Description = "an image that cannot be used is an error" };
        var scratch = new Option<string?>("--from-scratch")
        {
            Description = "train from random weights instead, for comparison: small (the course's small convolutional network; the default of the option) or backbone",
            Arity = ArgumentArity.ZeroOrOne,
        };
        scratch.AcceptOnlyFromAmong("small", "backbone");
        var (run, trainer) = (CommonOptions.Run(), new TrainerArguments(Defaults.Trainer));
        var (views, task, resume) = (new ViewArguments("on all of which each epoch trains"), new TaskArguments(), new ResumeArgument());
        var command = new Command("train", "Train a head on the features of a pretrained base, evaluate and export.")
        {
            data, targets, labels, validationData, validationLabels, split, head, scratch,
        };
        features.Shaping.ToList().ForEach(command.Add);
        task.AddTo(command);
        trainer.AddTo(command);
        folds.AddTo(command);
        views.AddTo(command);
        foreach (var option in features.Places.Concat([run, strict]))
        {
            command.Add(option);
        }

        resume.AddTo(command);
        views.AddKnobsTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            if (resume.Read(parsed) is { } earlier)
            {
                Show(program.Output, ProgressDisplay.Run(program, progress => TransferLearning.Resume(earlier, progress, cancellation)));
                return 0;
            }

            var options = new TrainOptions
            {
                Data = parsed.GetValue(data) ?? throw new ArgumentException("There are no data. Give a folder of images, or a run to go on with as --resume RUN."),
                Targets = parsed.GetValue(targets),
                Labels = parsed.GetValue(labels),
                ValidationData = parsed.GetValue(validationData),
                ValidationLabels = parsed.GetValue(validationLabels),
                Task = task.Read(parsed),
                Features = features.Read(parsed),
                ValidationSplit = parsed.GetValue(split),
                Head = new HeadOptions { Layers = parsed.GetValue(head)! },
                Trainer = trainer.Read(parsed),
                ClassWeight = trainer.ReadClassWeight(parsed),
                Folds = folds.Read(parsed),
                Views = views.ReadViews(parsed) ?? Defaults.Views,
                TestViews = views.ReadTestViews(parsed) ?? Defaults.TestViews,
                Mixing = views.ReadMixing(parsed),
                FromScratch = parsed.GetResult(scratch) is null ? ScratchNetwork.None
                    : parsed.GetValue(scratch) == "backbone" ? ScratchNetwork.Backbone : ScratchNetwork.Small,
                Run = parsed.GetValue(run),
                Strict = parsed.GetValue(strict),
            };
            var result = ProgressDisplay.Run(program, progress => TransferLearning.Train(options, progress, cancellation: cancellation));
            Show(program.Output, result);
            return 0;
        })));
        return command;
    }

    private static void Show(TextWriter output, TrainResult result)
    {
        var best = result.History.Best;
        output.WriteLine($"Best epoch: {best.Number} of {result.History.Epochs.Count}, val_loss {best.ValidationLoss:F4}, val_{result.History.Metric} {best.ValidationMetric:F4}.");
        EvaluationDisplay.ShowBriefly(output, "validation", result.Validation, result.Adjusted);
        ViewReportDisplay.Show(output, result.Views);
        FoldArguments.Show(output, result.Folds);
        output.WriteLine($"Run folder: {result.Run.Path}");
        output.WriteLine($"Predict with: transfer predict {result.ModelPath} FILE-OR-FOLDER");
    }
}
