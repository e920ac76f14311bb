using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Transfer.Augmentation;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer predict MODEL FILE-OR-FOLDER…</c></summary>
internal static class PredictCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(TransferProgram program)
    {
        var model = new Argument<string>("MODEL") { Description = "a model.onnx of 'transfer train' or 'transfer export'" };
        var paths = new Argument<string[]>("FILE-OR-FOLDER") { Description = "images, and folders of images; for a model of tables .npy, .csv or IDX files", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "one JSON object a line: path, and class, probability and probabilities, or labels and probabilities, or values" };
        var strict = new Option<bool>("--strict") { Description = "an image that cannot be used is an error" };
        var device = CommonOptions.Device();
        var testViews = new Option<int>("--tta") { Description = "average probabilities over the clean image and this many augmented views of it; each costs a run of the model" };
        var augment = new Option<string>("--augment") { Description = $"how those views are augmented: {string.Join(", ", AugmentationOptions.PresetNames)}, or such as \"keras;rotation-range=20\"", DefaultValueFactory = _ => new ClassifierOptions().Augmentation };
        var (imaging, seed) = (CommonOptions.Imaging(), CommonOptions.Seed());
        var command = new Command("predict", "Predict with an exported model; nothing else of the run is needed.") { model, paths, json, strict, device, testViews, augment, imaging, seed };
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var asJson = parsed.GetValue(json);
            using (var vectors = TableClassifier.TryLoad(parsed.GetValue(model)!, parsed.GetValue(device)!))
            {
                if (vectors is not null)
                {
                    foreach (var prediction in parsed.GetValue(paths)!.SelectMany(vectors.Predict))
                    {
                        Write(program, prediction, vectors.Targets, asJson);
                    }

                    return 0;
                }
            }

            using var classifier = ImageClassifier.Load(parsed.GetValue(model)!, new ClassifierOptions
            {
                Device = parsed.GetValue(device)!,
                Imaging = CommonOptions.ImagingOf(parsed.GetValue(imaging)),
                TestViews = parsed.GetValue(testViews),
                Augmentation = parsed.GetValue(augment)!,
                Seed = parsed.GetValue(seed),
            });
            var (predicted, failed, named, right) = (0, 0, 0, 0);
            foreach (var prediction in classifier.Predict(parsed.GetValue(paths)!))
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
                Write(program, prediction, classifier.Targets, asJson);
            }

            if (!asJson && classifier.Targets == TargetKind.Classes && predicted > 0 && named == predicted)
            {
                program.Output.WriteLine($"Every image lies in a folder named as a class. Taking that for the truth, accuracy is {new Accuracy(right, predicted)}, {right} of {predicted}.");
            }

            return Finish(program, predicted, failed, parsed.GetValue(strict));
        })));
        return command;
    }

    private static void Write(TransferProgram program, Prediction prediction, TargetKind targets, bool asJson) =>
        program.Output.WriteLine(asJson ? AsJson(prediction, targets) : $"{prediction.Path}  {AsText(prediction, targets)}");

    private static string AsJson(Prediction prediction, TargetKind targets) => targets switch
    {
        TargetKind.Labels => JsonSerializer.Serialize(new { prediction.Path, prediction.Labels, prediction.Probabilities }, Json),
        TargetKind.Values => JsonSerializer.Serialize(new { prediction.Path, prediction.Values }, Json),
        _ => JsonSerializer.Serialize(new { prediction.Path, prediction.Class, prediction.Probability, prediction.Probabilities }, Json),
    };

    private static string AsText(Prediction prediction, TargetKind targets) => targets switch
    {
        TargetKind.Labels => prediction.Labels.Count == 0 ? "no label"
            : string.Join(", ", prediction.Labels.Select(label => string.Create(CultureInfo.InvariantCulture, $"{label} {prediction.Probabilities[label]:F4}"))),
        TargetKind.Values => string.Join(", ", prediction.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key} {v.Value:G6}"))),
        _ => string.Create(CultureInfo.InvariantCulture, $"{prediction.Class}  {prediction.Probability:F4}"),
    };

    private static int Finish(TransferProgram program, int predicted, int failed, bool strict)
    {
        if (failed > 0)
        {
            program.Error.WriteLine($"{failed} of {predicted + failed} images were left out.");
        }

        return predicted == 0 || (strict && failed > 0) ? 1 : 0;
    }
}
