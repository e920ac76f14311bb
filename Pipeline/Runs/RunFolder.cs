using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transfer.Pipeline;

/// <summary>
/// The folder of one run: <c>run.json</c>, <c>history.csv</c>, <c>head.weights</c>, <c>predictions-validation.csv</c>,
/// <c>evaluation.json</c>, <c>model.onnx</c>.
/// </summary>
public sealed class RunFolder
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What was run: <c>run.json</c>.</summary>
    public string RecordPath => In("run.json");

    /// <summary>The learning curves: <c>history.csv</c>.</summary>
    public string HistoryPath => In("history.csv");

    /// <summary>
    /// The search of the learning rate: <c>learning-rate.csv</c>, with its plot in <c>report-learning-rate.png</c>; only where it was
    /// searched for.
    /// </summary>
    public string RateSearchPath => In("learning-rate.csv");

    /// <summary>The trained head, in TorchSharp's format: <c>head.weights</c>.</summary>
    public string WeightsPath => In("head.weights");

    /// <summary>
    /// The trained part of the network with its head, in TorchSharp's format: <c>network.weights</c>; only where more than a head was
    /// trained.
    /// </summary>
    public string NetworkPath => In("network.weights");

    /// <summary>The images with their content, split and class: <c>samples.csv</c>; only where images were trained on.</summary>
    public string SamplesPath => In("samples.csv");

    /// <summary>What an export is compared with, so that it needs nothing but the run folder: <c>export-check.npz</c>.</summary>
    internal string ExportCheckPath => In("export-check.npz");

    /// <summary>Says which process writes the run: <c>run.lock</c>; only while it does.</summary>
    internal string LockPath => In("run.lock");

    /// <summary>What the model is, in words and in the fields of model hubs: <c>MODEL_CARD.md</c>; only where it was exported.</summary>
    public string ModelCardPath => In("MODEL_CARD.md");

    /// <summary>All metrics with their intervals: <c>evaluation.json</c>.</summary>
    public string EvaluationPath => In("evaluation.json");

    /// <summary>The scores of K-fold validation: <c>folds.csv</c>; only where there were folds.</summary>
    public string FoldScoresPath => In("folds.csv");

    /// <summary>Their mean with its interval: <c>folds.json</c>; only where there were folds.</summary>
    public string FoldSummaryPath => In("folds.json");

    /// <summary>
    /// The fold of each sample and what the head of that fold says of it: <c>predictions-folds.csv</c>; only where there were folds.
    /// </summary>
    public string FoldPredictionsPath => In("predictions-folds.csv");

    /// <summary>The scores of the folds that are done while others are not: <c>folds.partial</c>.</summary>
    internal string FoldCheckpointPath => In("folds.partial");

    /// <summary>How often test images have been looked at: <c>test-openings.json</c>; only where they have been.</summary>
    public string OpeningsPath => In("test-openings.json");

    /// <summary>The page about the run: <c>report.html</c>; only where <c>transfer report</c> wrote it.</summary>
    public string ReportPath => In("report.html");

    /// <summary>The product: <c>model.onnx</c>.</summary>
    public string ModelPath => In("model.onnx");

    /// <summary>Where training stands, while it is not over: <c>checkpoint.bin</c>.</summary>
    public string CheckpointPath => In("checkpoint.bin");

    /// <summary>Makes an empty run folder, and finds out before any work whether it can be written.</summary>
    /// <param name="path">The folder; null for <c>runs/&lt;time&gt;-&lt;name&gt;</c>, of which each caller gets its own.</param>
    /// <param name="name">What the run is called, usually the model's name.</param>
    /// <param name="time">The clock for the folder's name.</param>
    /// <exception cref="IOException">The folder cannot be written, or is not empty.</exception>
    public static RunFolder Create(string? path, string name, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var folder = path;
        try
        {
            folder ??= CreateDefault(name, time);
            Directory.CreateDirectory(folder);
            var probe = System.IO.Path.Combine(folder, $".{Environment.ProcessId}.probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The run folder '{folder ?? "runs"}' cannot be written: {exception.Message.TrimEnd('.')}. Choose "
                + "another run folder.", exception);
        }

        return IsUsed(folder)
            ? throw new IOException($"The run folder '{folder}' is not empty. Choose another run folder.")
            : new RunFolder(folder);
    }

    /// <summary>Whether there is anything in a folder, beside what a process that has died has left.</summary>
    internal static bool IsUsed(string path) => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path)
        .Any(entry => System.IO.Path.GetFileName(entry) != "run.lock" && !entry.EndsWith(".probe", StringComparison.Ordinal));

    /// <summary>Opens the folder of an earlier run.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it has no <c>run.json</c>.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var run = new RunFolder(path);
        return File.Exists(run.RecordPath) ? run : throw new DirectoryNotFoundException(
            $"'{path}' is not a run folder: it has no run.json. Give the folder that training printed, such as "
                + $"runs/20260101-120000-efficientnet-lite0.");
    }

    /// <summary>The ONNX file of a run folder; what is no folder is taken as a file.</summary>
    /// <exception cref="IOException">The folder is no run, or a run without such a file.</exception>
    internal static string ModelOf(string runOrFile)
    {
        if (!Directory.Exists(runOrFile))
        {
            return runOrFile;
        }

        var run = Open(runOrFile);
        return File.Exists(run.ModelPath) ? run.ModelPath : throw new FileNotFoundException(
            $"'{runOrFile}' has no model.onnx: export the run, or train it to its end first.", runOrFile);
    }

    /// <summary>Reads <c>run.json</c>. A path that leads nowhere any more is replaced by the way to it from the run folder.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another version.</exception>
    public RunRecord ReadRecord()
    {
        try
        {
            var text = File.ReadAllText(RecordPath);
            return RunJson.FormatOf(text) is var number && number != RunRecord.CurrentFormat
                ? throw new InvalidDataException(OtherFormat(number))
                : RunPaths.Found(RunRecordCheck.Checked(RunJson.Parse<RunRecord>(text), RecordPath), Path);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"'{RecordPath}' is damaged ({exception.Message.TrimEnd('.')}). Train again into another folder.", exception);
        }
    }

    private string OtherFormat(int number) => number > RunRecord.CurrentFormat
        ? $"'{RecordPath}' has format {number}; expected {RunRecord.CurrentFormat}. A newer version of Transfer wrote it; use that one."
        : $"'{RecordPath}' has format {number}; expected {RunRecord.CurrentFormat}. Runs of that version have no list of their images, so "
            + "nobody knows what they were trained on. Train again with the options in that file, into another run folder; features that "
            + "were extracted are still used, and its model.onnx still predicts.";

    /// <summary>
    /// What the model says of each image of a split: <c>predictions-validation.csv</c>, <c>predictions-test.csv</c>; averaged over views
    /// <c>predictions-validation-tta.csv</c>, <c>predictions-test-tta.csv</c>; before fine-tuning <c>predictions-frozen.csv</c>.
    /// </summary>
    /// <param name="split"><c>validation</c>, <c>test</c>, either with <c>-tta</c> after it, or <c>frozen</c>.</param>
    public string PredictionsPath(string split) => In($"predictions-{split}.csv");

    /// <summary>
    /// Reads <c>evaluation.json</c>: <c>validation</c>, <c>test</c> where it was opened, and either with <c>-adjusted</c> and <c>-tta</c>
    /// after it.
    /// </summary>
    /// <returns>What was measured; empty when there is no such file.</returns>
    /// <exception cref="InvalidDataException">It is damaged or of another version.</exception>
    public IReadOnlyDictionary<string, EvaluationResult> ReadEvaluation() =>
        ReadJson<Dictionary<string, EvaluationResult>>(EvaluationPath, EvaluationCheck.Fault) ?? [];

    /// <summary>How often each test set has been opened.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<TestOpening> ReadOpenings() => ReadJson<List<TestOpening>>(
        OpeningsPath, openings => openings.Any(o => o.Times < 1 || o.Images < 0) ? "it counts below 0" : null) ?? [];

    internal void Write(IReadOnlyList<TestOpening> openings) => WriteJson(OpeningsPath, openings);

    internal static string ToJson<T>(T value) => JsonSerializer.Serialize(value, Json);

    internal void Write(RunRecord record) => WriteJson(RecordPath, RunPaths.Noted(record, Path));

    internal void Write(IReadOnlyDictionary<string, EvaluationResult> evaluation) => WriteJson(EvaluationPath, evaluation);

    internal void Write(FoldSummary folds) => WriteJson(FoldSummaryPath, folds);

    private static T? ReadJson<T>(string path, Func<T, string?> check)
        where T : class
    {
        try
        {
            var value = File.Exists(path) ? RunJson.Parse<T>(File.ReadAllText(path)) : null;
            return value is not null && check(value) is { } fault ? throw new JsonException(fault) : value;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is damaged or of another version ({exception.Message.TrimEnd('.')}). Evaluate "
                + $"the validation split of the run again.", exception);
        }
    }

    private static string CreateDefault(string name, TimeProvider time)
    {
        var stem = System.IO.Path.Combine("runs", $"{time.GetLocalNow():yyyyMMdd-HHmmss}-{name}");
        var folder = stem;
        for (var number = 2; !NewFolder.TryCreate(folder); number++)
        {
            folder = $"{stem}-{number}";
        }

        return folder;
    }

    private static void WriteJson<T>(string path, T value) => AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(value, Json));

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
