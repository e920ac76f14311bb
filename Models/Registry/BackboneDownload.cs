using System.IO.Compression;

namespace Transfer.Models;

/// <summary>
/// One file of a record, from the addresses that serve it to a folder. Bytes are kept in <c>NAME.onnx.part</c> until all are there and
/// their hash is right; only then does the file get its name.
/// </summary>
internal sealed class BackboneDownload(BackboneRecord record, string folder, string? mirror)
{
    private const int Tries = 5;

    private readonly string _target = Path.Combine(folder, record.Name + ".onnx");
    private readonly List<string> _faults = [];

    public IProgress<(long Done, long Expected)>? Progress { get; init; }

    /// <summary>How long a server may send nothing. Default 30 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The addresses of a record: its own, or that of a mirror instead.</summary>
    public static IReadOnlyList<string> AddressesOf(BackboneRecord record, string? mirror) => mirror is null
        ? record.Sources
        : [$"{mirror.TrimEnd('/')}/{record.Path ?? record.Name + ".onnx"}"];

    /// <returns>The path of the file.</returns>
    /// <exception cref="IOException">No address serves the right file.</exception>
    public string Run(CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        using var part = OpenPart();
        foreach (var address in AddressesOf(record, mirror))
        {
            if (Fetch(address, part, cancellation) is not { } fault)
            {
                return _target;
            }

            _faults.Add($"{address}: {fault}");
        }

        throw new IOException($"The backbone '{record.Name}' could not be downloaded. {string.Join(" ", _faults)} Check the connection, or "
            + $"download it elsewhere and put it at {_target} (SHA-256 {record.Sha256}).");
    }

    private FileStream OpenPart()
    {
        try
        {
            while (true)
            {
                var part = new FileStream(
                    _target + ".part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None | FileShare.Delete);
                // Whoever had it may have given it its name between our opening and our locking.
                if (File.Exists(part.Name))
                {
                    return part;
                }

                part.Dispose();
            }
        }
        catch (IOException exception) when (File.Exists(_target + ".part"))
        {
            throw new IOException(
                $"The backbone '{record.Name}' is being downloaded by another program. Wait for it, and try again.", exception);
        }
    }

    /// <returns>What is wrong with this address; null when the file is in place.</returns>
    private string? Fetch(string address, FileStream part, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "file"))
        {
            return "this is no address of http, https or file.";
        }

        // Bytes that are there may be of another address: they are kept only if the hash of the whole is right.
        var transfer = new ByteTransfer(part, Limit, Patience) { Progress = Progress };
        for (var (attempt, wasResumed) = (0, part.Length > 0); ; attempt++)
        {
            var before = part.Length;
            var fault = transfer.Receive(uri, cancellation);
            if (fault is null)
            {
                var wrong = Finish(part);
                if (wrong is null || !wasResumed)
                {
                    return wrong;
                }

                wasResumed = false;
                continue;
            }

            attempt = part.Length > before ? 0 : attempt;
            if (fault.IsFinal || attempt + 1 >= Tries)
            {
                return fault.Sentence;
            }
        }
    }

    // An archive has another size, which no record knows.
    private long? Limit => record.ArchiveEntry is null && record.Bytes > 0 ? record.Bytes : null;

    /// <returns>Why this is not the file; null when it is in place.</returns>
    private string? Finish(FileStream part)
    {
        try
        {
            part.Flush(flushToDisk: true);
            if (record.ArchiveEntry is { } name)
            {
                part.Position = 0;
                using var archive = new ZipArchive(part, ZipArchiveMode.Read, leaveOpen: true);
                var entry = archive.GetEntry(name) ?? throw new InvalidDataException($"it has no file '{name}'");
                FileReplacement.Write(_target, target =>
                {
                    using var source = entry.Open();
                    source.CopyTo(target);
                }, Check);
                File.Delete(part.Name);
            }
            else
            {
                Check(part.Name);
                File.Move(part.Name, _target, overwrite: true);
            }

            return null;
        }
        catch (InvalidDataException exception)
        {
            part.SetLength(0);
            return $"this is not the file that was expected: {exception.Message}.";
        }
    }

    private void Check(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var hash = BackboneRegistry.HashOf(stream);
        if (hash != record.Sha256)
        {
            throw new InvalidDataException($"its SHA-256 is {hash}, expected {record.Sha256}");
        }
    }
}
