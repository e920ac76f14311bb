using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>
/// Writes a run into a file store of MLflow: a folder for the experiment and one for the run, with a file for each setting, tag and metric.
/// </summary>
internal static class MLflowStore
{
    // The experiment that every store has.
    private const string Experiment = "0";

    /// <summary>Writes a run; one of the same name that began at the same time is replaced.</summary>
    public static void Write(string store, RunLog log)
    {
        var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{log.Name} {log.Began:O}")))[..32];
        var (experiment, began) = (Path.Combine(store, Experiment), log.Began.ToUnixTimeMilliseconds());
        var run = Path.Combine(experiment, identity);
        Save(Path.Combine(experiment, "meta.yaml"), $"""
            artifact_location: {Uri(experiment)}
            experiment_id: '{Experiment}'
            lifecycle_stage: active
            name: Default
            """);
        foreach (var (name, value) in log.Settings)
        {
            Save(Path.Combine(run, "params", name), value);
        }

        foreach (var (name, values) in log.Curves)
        {
            Save(Path.Combine(run, "metrics", name), string.Join('\n', values.Select((value, i) => Line(value, i + 1))));
        }

        foreach (var (name, value) in log.Figures)
        {
            Save(Path.Combine(run, "metrics", name), Line(value, 0));
        }

        Save(Path.Combine(run, "tags", "mlflow.runName"), log.Name);
        Save(Path.Combine(run, "tags", "mlflow.source.name"), "transfer");
        Directory.CreateDirectory(Path.Combine(run, "artifacts"));
        // Last: a run without it is none.
        Save(Path.Combine(run, "meta.yaml"), $"""
            artifact_uri: {Uri(Path.Combine(run, "artifacts"))}
            end_time: {began}
            entry_point_name: ''
            experiment_id: '{Experiment}'
            lifecycle_stage: active
            run_id: {identity}
            run_name: '{log.Name.Replace("'", "''", StringComparison.Ordinal)}'
            run_uuid: {identity}
            source_name: transfer
            source_type: 4
            source_version: ''
            start_time: {began}
            status: 3
            tags: []
            user_id: transfer
            """);

        string Line(double value, int step) => string.Create(CultureInfo.InvariantCulture, $"{began} {value:R} {step}");
    }

    private static string Uri(string path) => new Uri(Path.GetFullPath(path)).AbsoluteUri;

    private static void Save(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n") + "\n"));
    }
}
