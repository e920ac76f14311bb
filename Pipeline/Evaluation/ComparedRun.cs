namespace Transfer.Pipeline.Evaluation;

/// <summary>A run that is compared with another one: its validation predictions, and the list of its images.</summary>
/// <param name="Record">The record of the run.</param>
/// <param name="Predictions">Its validation predictions.</param>
/// <param name="Samples">Its images; empty for a table.</param>
internal sealed record ComparedRun(RunRecord Record, Predictions Predictions, IReadOnlyList<RunSample> Samples)
{
    private IEnumerable<RunSample> Validation => Samples.Where(s => s.Split == SplitNames.Validation);

    /// <exception cref="IOException">The run or its predictions are missing.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    public static ComparedRun Read(string path)
    {
        var run = RunFolder.Open(path);
        var (record, file) = (run.ReadRecord(), run.PredictionsPath(SplitNames.Validation));
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"'{path}' has no {Path.GetFileName(file)}. Evaluate the validation split of that run first.");
        }

        var predictions = PredictionFile.Read(file, record.ToTask(), record.Classes);
        return new ComparedRun(record, predictions, SampleFile.Read(run.SamplesPath, record.Classes));
    }

    /// <summary>The metrics of the predictions, with the number of images that are training images of the run as well.</summary>
    public EvaluationResult Evaluate(Predictions predictions) => EvaluationResult.Of(predictions) with
    {
        Seen = new ImageCopies(Samples, Record.Classes).CountSeen(
            SplitNames.Validation, Validation.Where(s => s.Hash is not null).Select(s => s.Hash!.Value)),
    };

    /// <summary>Refuses images that have the same name in both runs and different content.</summary>
    /// <exception cref="InvalidDataException">There are such images.</exception>
    public void CheckContent(ComparedRun second)
    {
        var own = Validation.DistinctBy(s => s.Path).ToDictionary(s => s.Path, s => s.Hash);
        var differ = second.Validation.Where(s => own.TryGetValue(s.Path, out var hash) && hash != s.Hash).Select(s => s.Path).ToList();
        if (differ.Count > 0)
        {
            throw new InvalidDataException($"{differ.Count:N0} validation images of the runs have the same name and different content "
                + $"({FoundImages.List(differ, differ.Count)}), so they cannot be compared one by one. Train both on the same data.");
        }
    }

    /// <summary>What makes the comparison with another run doubtful.</summary>
    public IEnumerable<string> Warnings(ComparedRun second)
    {
        var areTables = Record.Backbone is null && second.Record.Backbone is null;
        if (areTables && !Record.Tables.Values.ToHashSet().SetEquals(second.Record.Tables.Values))
        {
            yield return $"The runs learnt from different tables, '{Record.Options.Data}' and '{second.Record.Options.Data}'; rows with "
                + "the same number are taken for the same sample.";
        }
    }
}
