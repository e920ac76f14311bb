using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer predict MODEL FILE-OR-FOLDER…</c></summary>
internal static class PredictCommand
{
    private const string StandardInput = "-";

    public static Command Create(TransferProgram program)
    {
        var model = new Argument<string>("MODEL")
        {
            Description = "a run folder, or a model.onnx of 'transfer train', 'finetune' or 'export'",
        };
        var paths = new Argument<string[]>("FILE-OR-FOLDER")
        {
            Description = "images and folders of images, or - for their names on standard input, one a line; for a model of tables .npy, "
                + ".csv or IDX files",
            Arity = ArgumentArity.OneOrMore,
        };
        var top = Value<int?>("--top", "K", "show the K most probable classes of each image, the best first [default: 1]");
        var json = CommonOptions.Json("print a JSON object a line: path, and class, probability and probabilities, or labels and "
            + "probabilities, or values");
        var csv = Switch("--csv", "print CSV: path, and class and probability of the K best, or each label's probability, or each value");
        var (strict, device, imaging) = (CommonOptions.Strict(), CommonOptions.Device(), CommonOptions.Imaging());
        var (testViews, augment, seed) = (CommonOptions.TestViews("none"), CommonOptions.Augment(), CommonOptions.Seed());
        var command = new ProgramCommand("predict", "Predict with an exported model; nothing else of the run is needed.")
        {
            Examples =
            [
                "predict runs/first photo.jpg",
                "predict model.onnx PHOTOS --top 3 --csv > predictions.csv",
                "find . -name '*.jpg' | transfer predict model.onnx - --json",
            ],
        };
        command.Add(model);
        command.Add(paths);
        command.AddGroup("Output", top, json, csv);
        command.AddGroup("Images", strict, imaging);
        command.AddGroup("Augmentation", testViews, augment, seed);
        command.AddGroup("Machine", device);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var format = PredictionFormat.Of(parsed.GetValue(json), parsed.GetValue(csv), parsed.GetValue(top));
            var path = RunFolder.ModelOf(parsed.GetValue(model)!);
            var inputs = parsed.GetValue(paths)!.SelectMany(name => name == StandardInput ? Lines(Console.In) : [name]).ToList();
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
                var display = new PredictionDisplay(program.Output, format, table.Targets, table.Classes);
                foreach (var prediction in inputs.SelectMany(table.Predict))
                {
                    cancellation.ThrowIfCancellationRequested();
                    display.Show(prediction);
                }

                return ExitCodes.Done;
            }

            using var classifier = ImageClassifier.Load(path, options);
            if (classifier.Note is { } note)
            {
                program.Remarks.WriteLine(note);
            }

            var (predicted, failed) = Predict(program, classifier, inputs, format, cancellation);
            return predicted == 0 || (parsed.GetValue(strict) && failed > 0) ? ExitCodes.Failed : ExitCodes.Of(failed);
        });
    }

    private static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static (int Predicted, int Failed) Predict(
        TransferProgram program, ImageClassifier classifier, List<string> paths, PredictionFormat format, CancellationToken cancellation)
    {
        var (predicted, failed, named, right) = (0, 0, 0, 0);
        var display = new PredictionDisplay(program.Output, format, classifier.Targets, classifier.Classes);
        var progress = new CountDisplay(program.Remarks, "Predicted", "images");
        foreach (var prediction in classifier.Predict(paths))
        {
            cancellation.ThrowIfCancellationRequested();
            progress.Count(predicted + failed + 1);
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
            display.Show(prediction);
        }

        if (classifier.Targets == TargetKind.Classes && predicted > 0 && named == predicted)
        {
            program.Remarks.WriteLine("Every image lies in a folder named as a class. If that is the truth, "
                + $"the accuracy is {new Accuracy(right, predicted)}, {right} of {predicted}.");
        }

        if (failed > 0)
        {
            program.Error.WriteLine($"{failed} of {predicted + failed} images were left out.");
        }

        return (predicted, failed);
    }
}
