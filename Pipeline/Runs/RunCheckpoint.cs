using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>The checkpoint of a run while it is trained.</summary>
internal static class RunCheckpoint
{
    /// <summary>The checkpoint of a run that is trained on prepared data.</summary>
    /// <param name="resume">Whether training goes on from the checkpoint that is there.</param>
    public static TrainingCheckpoint Of(RunFolder run, TrainOptions options, FineTuneOptions? fineTune, PreparedData data, bool resume)
    {
        var shaping = new
        {
            Train = Shaping(options),
            FineTune = fineTune is null ? null : fineTune with { Run = null, Cache = null, Device = "" },
        };
        return Of(run, shaping, Samples(data), resume);
    }

    /// <summary>The checkpoint of a run that is trained on a table.</summary>
    /// <param name="resume">Whether training goes on from the checkpoint that is there.</param>
    public static TrainingCheckpoint Of(RunFolder run, TrainOptions options, PreparedTable data, bool resume) =>
        Of(run, Shaping(options), data.Content(), resume);

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
        return record.Status == "started" || lacksFolds ? (run, record) : throw new InvalidDataException(
            $"'{path}' was trained to its end (its status is '{record.Status}'), so there is nothing to resume. To train longer, give more --epochs and another --run.");
    }

    /// <summary>Trains, and says how to go on where that is stopped.</summary>
    public static T Fit<T>(RunFolder run, TrainingCheckpoint checkpoint, string command, Func<T> fit)
    {
        try
        {
            return fit();
        }
        catch (OperationCanceledException exception)
        {
            throw new TrainingInterruptedException(run.Path, checkpoint.Epochs, command, exception);
        }
    }

    // Where the cache lies, which device runs and what the folder is called change nothing.
    private static TrainOptions Shaping(TrainOptions options) => options with { Run = null, Cache = null, Device = "", Strict = false, VerifyFiles = false };

    private static TrainingCheckpoint Of<T>(RunFolder run, T shaping, IEnumerable<string> samples, bool resume) =>
        new(run.CheckpointPath, new TrainingIdentity(Hash([RunFolder.ToJson(shaping)]), Hash(samples)), resume);

    private static IEnumerable<string> Samples(PreparedData data)
    {
        yield return data.Backbone.Record.Sha256;
        yield return data.Preprocessing.ToString();
        foreach (var rows in new[] { data.Train, data.Validation })
        {
            for (var i = 0; i < rows.Count; i++)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{rows.Keys[i]} {rows.Labels[i]} {string.Join(' ', rows.Samples[i].Targets ?? [])}");
            }
        }
    }

    private static string Hash(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
