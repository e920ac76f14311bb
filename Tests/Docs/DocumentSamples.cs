using System.Security.Cryptography;
using Microsoft.ML.Data;

namespace Transfer.Tests.Docs;

/// <summary>The C# of the documents, so that it compiles. It is not run.</summary>
internal static class DocumentSamples
{
    public static void Readme()
    {
        var result = TransferLearning.Train(new TrainOptions { Data = "PHOTOS" });
        Console.WriteLine($"Validation accuracy: {result.Validation.Accuracy}");

        using var classifier = ImageClassifier.Load(result.ModelPath);
        foreach (var prediction in classifier.Predict("new-photos"))
        {
            Console.WriteLine(prediction);    // new-photos/1.jpg: dogs 0.9577
        }
    }

    public static void GettingStarted()
    {
        var first = TransferLearning.Train(new TrainOptions { Data = "PHOTOS", Run = "first" });
        var tuned = FineTuning.Run(new FineTuneOptions { From = first.Run.Path, Unfreeze = "_blocks.12" });
        Console.WriteLine($"Difference: {tuned.Difference}");

        var test = RunEvaluation.Run(new EvaluateOptions { Run = tuned.Run.Path });
        Console.WriteLine($"Test accuracy: {test.Plain.Accuracy}");
    }

    public static void PreprocessingPage()
    {
        var search = TransferLearning.FindPreprocessing(new PreprocessingSearchOptions
        {
            Data = "PHOTOS",
            Features = new FeatureOptions { Model = "resnet50.onnx" },
        });
        Console.WriteLine($"{search.Proposed.Preprocessing}: {search.Proposed.Accuracy}");
    }

    public static void TuningPage()
    {
        var tuned = TransferLearning.Tune(new TuneOptions
        {
            Data = "PHOTOS",
            Models = ["efficientnet-lite0", "resnet18-cntk"],
            Objective = TuneObjective.Balanced,
        });
        Console.WriteLine(tuned.Advice);
        Console.WriteLine($"Unseen images: {tuned.HeldOut:F3} ({tuned.HeldOutLow:F3} to {tuned.HeldOutHigh:F3})");
    }

    public static void Training()
    {
        var result = TransferLearning.Train(new TrainOptions
        {
            Data = "PHOTOS",
            Head = new HeadOptions { Layers = "none" },
            Trainer = new TrainerOptions { Optimizer = "adam", Schedule = "cosine", Epochs = 20 },
            Run = "second",
        });
        Console.WriteLine(result.Validation);
    }

    public static void Backbone()
    {
        var result = TransferLearning.Train(new TrainOptions
        {
            Data = "PHOTOS",
            Features = new FeatureOptions { Model = "vgg16.onnx", Preprocessing = "caffe", ImageSize = 150 },
        });
        Console.WriteLine(result.Validation);
    }

    public static void FineTune()
    {
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = "frozen",
            Unfreeze = "_blocks.12",
            Trainer = new TrainerOptions { LearningRate = 1e-5, Epochs = 3 },
            Run = "tuned",
        });
        Console.WriteLine($"{tuned.Frozen} -> {tuned.Validation}, difference {tuned.Difference}");
    }

    public static void Evaluate()
    {
        var test = RunEvaluation.Run(new EvaluateOptions { Run = "first" });
        Console.WriteLine($"{test.Plain["f1"]}, {test.Opening}");
    }

    public static void Audit()
    {
        var audit = TransferLearning.Audit(new AuditOptions { Data = "PHOTOS", Out = "checked" });
        foreach (var finding in audit.Of(FindingKind.Label).Where(f => f.Proposed.Length > 0))
        {
            Console.WriteLine($"{finding.Path}: {finding.Class} or {finding.Proposed}? {finding.Score:P0}");
        }

        var changes = AuditChanges.Apply(new AuditApplyOptions { Table = "checked/audit.csv" });
        Console.WriteLine($"{changes.Relabelled} images have another class; undo with {changes.UndoFile}");
    }

    public static async Task Extract()
    {
        await foreach (var row in FeatureExtraction.ExtractAsync(new ExtractOptions { Data = "PHOTOS" }))
        {
            Console.WriteLine($"{row.Path}: {row.Outcome}, {row.Features.Length} numbers");
        }
    }

    public static IAsyncEnumerable<ExtractedRow> ExtractWithModel()
    {
        var options = new ExtractOptions
        {
            Data = "PHOTOS",
            Features = new FeatureOptions { Model = "vgg16.onnx", Preprocessing = "caffe", ImageSize = 150 },
        };
        return FeatureExtraction.ExtractAsync(options);
    }

    public static (float[] Values, ImageOutcome Outcome) Augment(byte[] bytes)
    {
        var options = AugmentationOptions.Preset("keras") with { RotationRange = 20 };
        var augmenter = new Augmenter(options, Preprocessing.Caffe, size: 150, seed: 1);
        var values = new float[augmenter.ValueCount];
        var image = Augmenter.IdentityOf(SHA256.HashData(bytes));
        ImageOutcome outcome = augmenter.Load(bytes, image, view: 0, values);
        return (values, outcome);
    }

    public static Prediction FromMLImage(string path, ImageLoader loader, Augmenter augmenter, ImageClassifier classifier)
    {
        var (values, identity) = (new float[augmenter.ValueCount], 1L);
        using var image = MLImage.CreateFromFile(path);
        loader.Load(image, values);                        // ImageLoader
        augmenter.Load(image, identity, view: 0, values);  // Augmenter
        var prediction = classifier.Predict(image);        // ImageClassifier
        return prediction;
    }
}
