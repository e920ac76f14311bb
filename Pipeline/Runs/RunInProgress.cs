namespace Transfer.Pipeline;

/// <summary>
/// A run that is being trained: its folder, locked. Where it replaces an earlier run it lies beside it until it is finished.
/// </summary>
internal sealed class RunInProgress : IDisposable
{
    private readonly RunLock _lock;
    private readonly RunLock? _replacedLock;
    private readonly string? _replaces;
    private readonly bool _isNew;

    private RunInProgress(RunFolder folder, string? replaces, bool isNew)
    {
        (Folder, _replaces, _isNew) = (folder, replaces, isNew);
        _lock = RunLock.Take(folder);
        try
        {
            if (isNew && RunFolder.IsUsed(folder.Path))
            {
                throw new IOException($"Another process has just written a run into '{folder.Path}'. Choose another run folder.");
            }

            _replacedLock = replaces is null ? null : RunLock.Take(RunFolder.Open(replaces));
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    public RunFolder Folder { get; private set; }

    /// <summary>Whether an earlier training goes on.</summary>
    public bool IsResumed => !_isNew;

    /// <summary>Whether there is something that is worth to be resumed.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Refuses a run folder that is in use, before anything is opened.</summary>
    /// <inheritdoc cref="Create"/>
    public static void Check(TrainOptions options)
    {
        if (options.Run is { } path && RunFolder.IsUsed(path))
        {
            ThrowUnlessReplaceable(path, options);
        }
    }

    /// <summary>Makes the folder of a new run and finds out, before any work, whether it can be written.</summary>
    /// <param name="name">What the run is called, usually the model's name.</param>
    /// <exception cref="IOException">The folder cannot be written, is being written by another process, or is not empty.</exception>
    public static RunInProgress Create(TrainOptions options, string name, TimeProvider time)
    {
        if (options.Run is not { } path || !RunFolder.IsUsed(path))
        {
            return Locked(RunFolder.Create(options.Run, name, time), null);
        }

        ThrowUnlessReplaceable(path, options);
        var beside = Path.TrimEndingDirectorySeparator(path) + ".new";
        if (File.Exists(Path.Combine(beside, "run.json")))
        {
            // What is left of a replacement that was not finished; nobody writes it, or this fails.
            var left = RunFolder.Open(beside);
            RunLock.Take(left).Dispose();
            Directory.Delete(beside, recursive: true);
        }

        return Locked(RunFolder.Create(beside, name, time), path);
    }

    /// <summary>Goes on with a run that was interrupted.</summary>
    /// <exception cref="IOException">Another process writes it.</exception>
    public static RunInProgress Resume(RunFolder folder, TrainOptions options)
    {
        var replaces = options is { Overwrite: true, Run: { } path } && Path.GetFullPath(folder.Path) != Path.GetFullPath(path)
            && File.Exists(Path.Combine(path, "run.json")) ? path : null;
        return new RunInProgress(folder, replaces, isNew: false) { HasBegun = true };
    }

    /// <summary>The run is finished: where it replaces another one it takes its place.</summary>
    public void Finish()
    {
        HasBegun = true;
        if (_replaces is null)
        {
            return;
        }

        var old = $"{Path.TrimEndingDirectorySeparator(_replaces)}.old-{Environment.ProcessId}";
        _replacedLock!.Dispose();
        if (OperatingSystem.IsWindows())
        {
            // A folder with an open file cannot be renamed there.
            _lock.Dispose();
        }

        Directory.Move(_replaces, old);
        Directory.Move(Folder.Path, _replaces);
        Folder = RunFolder.Open(_replaces);
        Directory.Delete(old, recursive: true);
    }

    /// <summary>Releases the folder. One in which no training has begun is removed, so that the same command can be run again.</summary>
    public void Dispose()
    {
        _replacedLock?.Dispose();
        if (_isNew && !HasBegun && Directory.Exists(Folder.Path))
        {
            File.Delete(Folder.RecordPath);
            File.Delete(Folder.SamplesPath);
        }

        _lock.Release(Folder);
        if (_isNew && !HasBegun && Directory.Exists(Folder.Path) && !Directory.EnumerateFileSystemEntries(Folder.Path).Any())
        {
            Directory.Delete(Folder.Path);
        }
    }

    private static RunInProgress Locked(RunFolder folder, string? replaces) => new(folder, replaces, isNew: true);

    private static void ThrowUnlessReplaceable(string path, TrainOptions options)
    {
        if (!File.Exists(Path.Combine(path, "run.json")))
        {
            throw new IOException($"The run folder '{path}' has files in it that are not of a run, and would be mixed with those of this "
                + "run. Choose another run folder.");
        }

        RunLock.Take(RunFolder.Open(path)).Dispose();
        if (!options.Overwrite)
        {
            throw new IOException($"The run folder '{path}' has a run in it. Choose another run folder, or allow that it is overwritten; "
                + "a run that was interrupted can be resumed.");
        }

        var (run, data) = (Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar), Path.GetFullPath(options.Data));
        if ((data + Path.DirectorySeparatorChar).StartsWith(run + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new IOException($"The run folder '{path}' has the data in it and cannot be replaced. Choose another run folder.");
        }
    }
}
