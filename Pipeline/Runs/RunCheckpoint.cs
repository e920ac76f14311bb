using System.Security.Cryptography;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>The checkpoint of a run while it is trained.</summary>
internal static class RunCheckpoint
{
    /// <summary>The checkpoint of a run.</summary>
    /// <param name="resume">Whether training goes on from the checkpoint that is there.</param>
    public static TrainingCheckpoint Of(RunFolder run, TrainingMethod method, SplitFeatures features, bool resume)
    {
        var shaping = RunFolder.ToJson(new { Train = Shaping(method.Options), Method = method.Shaping });
        var samples = method.Inputs.Identity.Concat(features.Train.Content()).Append("validation").Concat(features.Validation.Content());
        return new(run.CheckpointPath, new TrainingIdentity(Hash([shaping]), Hash(samples)), resume);
    }

    /// <summary>A hash of the options that have a say in what is trained, and of what it is trained on.</summary>
    public static string Identity(TrainOptions options, IEnumerable<string> data) => Hash(data.Prepend(RunFolder.ToJson(Shaping(options))));

    /// <summary>Opens a run whose training was broken off.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidDataException">It was trained to its end, or is damaged.</exception>
    public static (RunFolder Run, RunRecord Record) Open(string path)
    {
        var run = RunFolder.Open(path);
        var record = run.ReadRecord();
        // A run that was killed during its folds has trained its own head already, and trains it again: that is one training of many.
        var lacksFolds = record is { FineTune: null, Options.Folds.Any: true } && !File.Exists(run.FoldSummaryPath);
        return record.Status == RunRecord.Started || lacksFolds ? (run, record) : throw new InvalidDataException(
            $"'{path}' was trained to its end (its status is '{record.Status}'), so there is nothing to resume. " + record switch
            {
                { Status: RunRecord.Trained } => "Its model.onnx is still to be written; export the run.",
                { FineTune: null, Options.Unfreeze: { } place and not UpperLayers.Auto } =>
                    $"It was to be fine-tuned from '{place}' on: fine-tune this run.",
                _ => "To train longer, give more epochs and another run folder.",
            });
    }

    /// <summary>Trains, and says how to go on where that is stopped.</summary>
    public static T Fit<T>(RunFolder run, TrainingCheckpoint checkpoint, Func<T> fit)
    {
        try
        {
            return fit();
        }
        catch (OperationCanceledException exception)
        {
            throw new TrainingInterruptedException(run.Path, checkpoint.Epochs, exception);
        }
    }

    // Where data, network and cache lie, which device runs and what the folder is called change nothing: contents are hashed.
    private static TrainOptions Shaping(TrainOptions options) => options with
    {
        Data = "",
        Targets = null,
        Labels = null,
        ValidationData = null,
        ValidationLabels = null,
        Run = null,
        Overwrite = false,
        RawOutputs = false,
        CheckedImages = null,
        Logs = RunLogs.None,
        Unfreeze = null,
        Strict = false,
        Features = options.Features with { Model = null, Cache = null, Device = "", VerifyFiles = false },
        Folds = options.Folds with { Groups = null },
    };

    /// <summary>The SHA-256 of lines of text, in hexadecimal.</summary>
    internal static string Hash(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
