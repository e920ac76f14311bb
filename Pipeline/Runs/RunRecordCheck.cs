namespace Transfer.Pipeline;

/// <summary>Checks that the values of a run's record fit together: a file that was edited can have any.</summary>
internal static class RunRecordCheck
{
    private const int LargestImage = 4096;

    /// <exception cref="InvalidDataException">They do not; the message names the first fault.</exception>
    public static RunRecord Checked(RunRecord record, string path) => Faults(record).FirstOrDefault() is not { } fault ? record
        : throw new InvalidDataException($"'{path}' was changed: {fault} Put back what was changed, or train again into another folder.");

    private static IEnumerable<string> Faults(RunRecord record)
    {
        string[] known = [RunRecord.Started, RunRecord.Trained, RunRecord.Exported];
        if (!known.Contains(record.Status))
        {
            yield return $"The status is '{record.Status}'; expected one of {string.Join(", ", known)}.";
        }

        if (record.Classes.Count == 0 || record.Classes.Distinct().Count() < record.Classes.Count)
        {
            yield return $"The classes are {string.Join(", ", record.Classes.Select(c => $"'{c}'"))}; expected names, each once.";
        }

        if (record.Versions.Values.Contains(null))
        {
            yield return "A version is null; expected texts.";
        }

        if (record.Samples.Values.Any(count => count < 0) || record.BestEpoch < 0)
        {
            yield return "A number of samples or of the best epoch is too small; expected 0 or more.";
        }

        foreach (var fault in (record.Backbone is null ? TableFaults(record) : ImageFaults(record))
            .Concat(record.Options.Validate()).Concat(OptionFaults.OfText(() => TaskFaults(record))))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> TableFaults(RunRecord record)
    {
        if (record.FineTune is not null || record.ImageSize != 0)
        {
            yield return "There is no backbone; expected one, because the run is of images.";
        }
    }

    private static IEnumerable<string> ImageFaults(RunRecord record)
    {
        if (record.ImageSize is < 1 or > LargestImage)
        {
            yield return $"The image size is {record.ImageSize}; expected 1 to {LargestImage} pixels.";
        }

        // The record of a run that has only begun may not have them.
        if (record.FeatureShape.Any(d => d < 1) || record.FeatureShape.Aggregate(1.0, (product, d) => product * d) > int.MaxValue)
        {
            yield return $"The shape of the features is [{string.Join(",", record.FeatureShape)}]; expected positive sizes.";
        }

        foreach (var fault in OptionFaults.OfPreprocessing(record.Preprocessing))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> TaskFaults(RunRecord record)
    {
        _ = record.ToTask();
        return [];
    }
}
