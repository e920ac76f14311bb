namespace Transfer.ML;

/// <summary>Trains a classifier in a run folder that is there for as long as the training.</summary>
internal sealed class ClassifierTraining(TransferLearningOptions options, RunContext context)
{
    /// <summary>Trains a head on features.</summary>
    /// <returns>The head as ONNX.</returns>
    public byte[] OnFeatures(TableData data) => InFolder(folder =>
    {
        var run = options.ToRun($"the column {options.FeatureColumnName}", Path.Combine(folder, "run")) with { Unfreeze = null };
        using var inputs = TableInputs.Of(run, data, context);
        return TrainingFlow.Run(TrainingMethod.Of(inputs), null, context).Result;
    });

    /// <summary>Trains a head on images and then the upper part of the network with it.</summary>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="images">Whole paths with the number of their class.</param>
    /// <returns>The network as ONNX.</returns>
    public byte[] OnImages(IReadOnlyList<string> classes, IReadOnlyList<(string Path, long Class)> images) => InFolder(folder =>
    {
        var root = Root([.. images.Select(i => Path.GetDirectoryName(i.Path)!)]);
        var table = Path.Combine(folder, "images.csv");
        File.WriteAllLines(table, ["path,label", .. images.Select(i => $"{Quoted(i.Path)},{Quoted(classes[(int)i.Class])}")]);
        var run = options.ToRun(root, Path.Combine(folder, "run")) with
        {
            Targets = table,
            Task = new TaskOptions { Kind = classes.Count == 2 ? "binary" : "multiclass" },
            Strict = options.Images.BadImages == BadImages.Throw,
        };
        return TransferLearning.Train(run, context.Progress, context.Time, context.Cancellation);
    });

    private static byte[] InFolder(Func<string, TrainResult> train)
    {
        var folder = Directory.CreateTempSubdirectory("transfer-mlnet-");
        try
        {
            return File.ReadAllBytes(train(folder.FullName).ModelPath);
        }
        catch (TrainingInterruptedException exception)
        {
            // Its message is about a run folder that can be resumed, and this one goes.
            throw new OperationCanceledException(
                "Training was cancelled. Features that were extracted are in the cache; fit again to start anew.", exception,
                exception.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The deepest folder that has all folders in it.</summary>
    private static string Root(IReadOnlyList<string> folders)
    {
        var root = folders[0];
        while (!folders.All(f => f == root || f.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal)))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidDataException(
                $"'{folders[0]}' and other images lie on different drives. Copy them to one drive to train the network on them.");
        }

        return root;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
