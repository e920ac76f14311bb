using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer predict MODEL FILE-OR-FOLDER…</c></summary>
internal static class PredictCommand
{
    public static Command Create(TransferProgram program)
    {
        var model = new Argument<string>("MODEL") { Description = "a model.onnx of 'transfer train', 'finetune' or 'export'" };
        var paths = new Argument<string[]>("FILE-OR-FOLDER")
        {
            Description = "images and folders of images; for a model of tables .npy, .csv or IDX files",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = CommonOptions.Json(
            "print a JSON object a line: path, and class, probability and probabilities, or labels and probabilities, or values");
        var (strict, device, imaging) = (CommonOptions.Strict(), CommonOptions.Device(), CommonOptions.Imaging());
        var (testViews, augment, seed) = (CommonOptions.TestViews("none"), CommonOptions.Augment(), CommonOptions.Seed());
        var command = new Command("predict", "Predict with an exported model; nothing else of the run is needed.")
        {
            model, paths, json, strict, device, testViews, augment, imaging, seed,
        };
        return program.Handle(command, (parsed, cancellation) =>
        {
            var (path, inputs, asJson) = (parsed.GetValue(model)!, parsed.GetValue(paths)!, parsed.GetValue(json));
            var options = new ClassifierOptions
            {
                Device = parsed.GetValue(device)!,
                Imaging = CommonOptions.ImagingOf(parsed.GetValue(imaging)),
                TestViews = parsed.GetValue(testViews) ?? 0,
                Augmentation = parsed.GetValue(augment) ?? new ViewOptions().Augmentation,
                Seed = parsed.GetValue(seed),
            };
            using var table = TableClassifier.TryLoad(path, options.Device);
            if (table is not null)
            {
                foreach (var prediction in inputs.SelectMany(table.Predict))
                {
                    program.Output.WriteLine(PredictionDisplay.Line(prediction, table.Targets, asJson));
                }

                return 0;
            }

            using var classifier = ImageClassifier.Load(path, options);
            var (predicted, failed) = Predict(program, classifier, inputs, asJson, cancellation);
            return predicted == 0 || (parsed.GetValue(strict) && failed > 0) ? 1 : 0;
        });
    }

    private static (int Predicted, int Failed) Predict(
        TransferProgram program, ImageClassifier classifier, string[] paths, bool asJson, CancellationToken cancellation)
    {
        var (predicted, failed, named, right) = (0, 0, 0, 0);
        foreach (var prediction in classifier.Predict(paths))
        {
            cancellation.ThrowIfCancellationRequested();
            if (prediction.Error is { } reason)
            {
                failed++;
                program.Error.WriteLine($"Left out: {prediction.Path}: {reason}");
                continue;
            }

            predicted++;
            var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(prediction.Path)));
            named += classifier.Classes.Contains(folder) ? 1 : 0;
            right += folder == prediction.Class ? 1 : 0;
            program.Output.WriteLine(PredictionDisplay.Line(prediction, classifier.Targets, asJson));
        }

        if (!asJson && classifier.Targets == TargetKind.Classes && predicted > 0 && named == predicted)
        {
            program.Output.WriteLine("Every image lies in a folder named as a class. If that is the truth, "
                + $"the accuracy is {new Accuracy(right, predicted)}, {right} of {predicted}.");
        }

        if (failed > 0)
        {
            program.Error.WriteLine($"{failed} of {predicted + failed} images were left out.");
        }

        return (predicted, failed);
    }
}
