namespace Transfer.Pipeline;

/// <summary>
/// Features in a file for other programs: Parquet (<c>.parquet</c>), Arrow (<c>.arrow</c>) or NumPy (<c>.npy</c> with a table beside it).
/// </summary>
/// <remarks>
/// Parquet and Arrow have the columns <c>path</c>, <c>class</c>, <c>split</c>, <c>view</c>, <c>outcome</c> and <c>features</c>, a list
/// (in Arrow of fixed size); a row without features has null there. Their metadata have <see cref="ExtractedRow.Recipe"/> with keys such as
/// <c>transfer.model</c>, <c>transfer.model_sha256</c>, <c>transfer.cut</c>, <c>transfer.preprocessing</c> and <c>transfer.pooling</c>. In
/// NumPy's file there is a matrix <c>[rows with features, F]</c>; the CSV of the same name has <c>path,class,split,view,outcome,row</c>
/// for every row, where <c>row</c> counts from 0 in the matrix and is empty where there are no features. Rows are written as they come, in
/// batches of at most 32 MB, under a temporary name that becomes the final one in <see cref="Finish"/>: the final name never stands for
/// half a file.
/// </remarks>
public sealed class FeatureFile : IDisposable
{
    private readonly IFeatureFormat _format;
    private readonly string _path;
    private readonly bool _halfPrecision;
    private readonly List<ExtractedRow> _waiting = [];
    private FeatureBatch? _batch;

    private FeatureFile(string path, IFeatureFormat format, bool halfPrecision) =>
        (_path, _format, _halfPrecision) = (path, format, halfPrecision);

    /// <summary>What is wrong with a path, each fault one sentence; nothing when <see cref="Create"/> may be tried.</summary>
    public static IEnumerable<string> Validate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (FeatureFormats.EndingOf(path) is null)
        {
            yield return $"The output '{path}' has to end in {FeatureFormats.Choices}, which says what is written.";
        }

        if (Directory.Exists(path))
        {
            yield return $"The output '{path}' is a folder; give the name of a file in it.";
        }
        else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            yield return $"The folder '{folder}' of the output does not exist; make it first or choose another.";
        }
    }

    /// <summary>Begins a file, so that a folder that cannot be written is a fault now and not after hours of work.</summary>
    /// <param name="path">The file, ending in <c>.parquet</c>, <c>.arrow</c> or <c>.npy</c>; one that exists is replaced.</param>
    /// <param name="halfPrecision">
    /// Whether features are written as float16 (about 3 digits, up to 65,504; larger ones become infinite). Default false: float32.
    /// </param>
    /// <exception cref="InvalidOptionsException">The path makes no sense, see <see cref="Validate"/>.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static FeatureFile Create(string path, bool halfPrecision = false)
    {
        InvalidOptionsException.ThrowIfAny(Validate(path));
        path = Path.GetFullPath(path);
        return OutputFault.Guard(path, () => new FeatureFile(path, FeatureFormats.Create(path), halfPrecision));
    }

    /// <summary>Adds a row; its features are copied.</summary>
    /// <exception cref="ArgumentException">It has another number of features than the rows before.</exception>
    /// <exception cref="IOException">It could not be written, for example because the disk is full.</exception>
    public void Append(ExtractedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (_batch is null && row.Features.IsEmpty)
        {
            // The first row with features tells the width of the list.
            _waiting.Add(row with { Detail = "" });
            return;
        }

        OutputFault.Guard(_path, () =>
        {
            Begin(row.Features.Length, row.Recipe);
            Add(row);
        });
    }

    /// <summary>Writes the last rows and gives the file its name.</summary>
    /// <exception cref="IOException">It could not be written, for example because the disk is full.</exception>
    public void Finish() => OutputFault.Guard(_path, () =>
    {
        Begin(0, _waiting.FirstOrDefault()?.Recipe ?? new Dictionary<string, string>());
        _format.Write(_batch!);
        _format.Finish();
    });

    /// <summary>Removes the temporary file unless <see cref="Finish"/> came to its end.</summary>
    public void Dispose() => _format.Dispose();

    /// <summary>Extracts the features of a folder into a file.</summary>
    internal static async Task<ExtractResult> WriteAsync(
        ExtractOptions options, string path, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        using var file = Create(path, options.Type == FeatureRowType.Float16);
        var counts = new ExtractionCounts(progress);
        var rows = 0L;
        await foreach (var row in FeatureExtraction.ExtractAsync(options, counts, cancellation).ConfigureAwait(false))
        {
            file.Append(row);
            rows += row.Features.IsEmpty ? 0 : 1;
        }

        file.Finish();
        return new ExtractResult
        {
            Path = file._path,
            Rows = rows,
            Files = counts.Last.Files,
            Extracted = counts.Last.Extracted,
            Cached = counts.Last.Cached,
            Failed = counts.Last.Failed,
        };
    }

    private void Begin(int length, IReadOnlyDictionary<string, string> recipe)
    {
        if (_batch is null)
        {
            _batch = new FeatureBatch(length, _halfPrecision, _format.HasFixedLists, recipe);
            _format.Begin(_batch);
            _waiting.ForEach(Add);
            _waiting.Clear();
        }
    }

    private void Add(ExtractedRow row)
    {
        _batch!.Add(row);
        if (_batch.IsFull)
        {
            _format.Write(_batch);
            _batch.Clear();
        }
    }
}
