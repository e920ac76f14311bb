using System.Globalization;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>
/// Keeps other processes from writing into a run folder. The lock is that of the operating system on <c>run.lock</c>, which ends with its
/// process; the first line of the file, process and machine, is for people.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a run folder that is there.</summary>
    /// <exception cref="IOException">Another process has it, or the folder cannot be written.</exception>
    public static RunLock Take(RunFolder run)
    {
        // The second line tells the locks of one process apart.
        var own = string.Create(
            CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on '{Environment.MachineName}'\n{Guid.NewGuid():N}");
        while (true)
        {
            var file = Open(run);
            try
            {
                var holder = FirstLine(Read(file));
                var isOurs = holder.Length == 0 || holder.EndsWith($"'{Environment.MachineName}'", StringComparison.Ordinal);
                if (!isOurs && IsOnNetwork(run.Path))
                {
                    // There a lock is not always seen by other machines.
                    throw new IOException($"{Held(run, holder)} If that machine has stopped, delete '{run.LockPath}'.");
                }

                file.SetLength(0);
                file.Write(Encoding.UTF8.GetBytes(own));
                file.Flush();
                // A holder that has just ended deletes the file, perhaps between our opening and our locking.
                if (PosixText(run.LockPath) == own || OperatingSystem.IsWindows())
                {
                    return new RunLock(file);
                }
            }
            catch
            {
                file.Dispose();
                throw;
            }

            file.Dispose();
        }
    }

    /// <summary>Releases the lock and deletes its file.</summary>
    public void Dispose() => Release(_file.Name);

    /// <summary>Releases the lock of a run folder that may have another name by now.</summary>
    public void Release(RunFolder run) => Release(run.LockPath);

    private void Release(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            _file.Dispose();
        }

        // Elsewhere deleted before it is released, so that nobody's new file is deleted. Somebody may have deleted the folder.
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        _file.Dispose();
    }

    private static FileStream Open(RunFolder run)
    {
        try
        {
            // On Windows others may read who has it; elsewhere locks only bind those who ask for one.
            return new FileStream(run.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite,
                OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException)
            && PosixText(run.LockPath) is { } holder)
        {
            throw new IOException(Held(run, FirstLine(holder)), exception);
        }
    }

    private static string Held(RunFolder run, string holder) => $"The run folder '{run.Path}' is being written by "
        + $"{(holder.Length == 0 ? "another process" : holder)}. Wait until it has ended, or choose another run folder.";

    private static string FirstLine(string text) => text.Split('\n')[0];

    private static string Read(FileStream file)
    {
        var bytes = new byte[Math.Min(file.Length, 1024)];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    /// <summary>The text of a file that another process may have locked; null when there is none.</summary>
    private static string? PosixText(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Read(file);
        }

        // A FileStream would ask for a lock.
        using var handle = PosixFile.Open(path, PosixFile.ReadOnly);
        var bytes = new byte[1024];
        return handle.IsInvalid ? null : Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(handle, bytes, 0));
    }

    private static bool IsOnNetwork(string path) => new DriveInfo(Path.GetFullPath(path)).DriveType == DriveType.Network;
}
