using System.Diagnostics;
using System.Security.Cryptography;

namespace Transfer.Pipeline.Training;

/// <summary>The file with the state of a training after a finished epoch.</summary>
/// <remarks>
/// It is written to a temporary file and renamed, so a killed program leaves it complete; damage by a power cut shows in its SHA-256.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="identity">What it belongs to.</param>
/// <param name="resume">Whether training goes on from the file, if there is one.</param>
internal sealed class TrainingCheckpoint(string path, TrainingIdentity identity, bool resume)
{
    // Saving takes at most this part of the time. Epochs after the last checkpoint are trained again, to the same weights.
    private const int Parts = 20;

    private readonly Stopwatch _sinceSaved = Stopwatch.StartNew();

    // An estimate until the first one is written: a training of a second is over before it is worth saving.
    private TimeSpan _cost = TimeSpan.FromMilliseconds(50);

    /// <summary>What the checkpoint belongs to.</summary>
    public TrainingIdentity Identity => identity;

    /// <summary>The number of epochs in the file; 0 where there is none.</summary>
    public int Epochs { get; private set; }

    private static ReadOnlySpan<byte> Magic => "Transfer checkpoint 5\n"u8;

    /// <summary>Writes the file if it is due.</summary>
    /// <param name="write">Writes the state.</param>
    /// <param name="epochs">The number of epochs so far.</param>
    /// <param name="every">As <see cref="TrainerOptions.CheckpointEvery"/>.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(Action<BinaryWriter> write, int epochs, int? every)
    {
        if (every is { } between ? epochs % between != 0 : _sinceSaved.Elapsed < Parts * _cost)
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        using var file = new AtomicFile(path);
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(file.Stream, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var writer = new BinaryWriter(hashed))
        {
            writer.Write(Magic);
            identity.Write(writer);
            write(writer);
        }

        file.Stream.Write(hash.Hash!);
        file.Commit();
        (Epochs, _cost) = (epochs, Stopwatch.GetElapsedTime(start));
        _sinceSaved.Restart();
    }

    /// <summary>Reads the file where training is to go on from it.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or belongs to something else.</exception>
    public bool Restore(Func<BinaryReader, int> read)
    {
        if (!resume)
        {
            // One that an earlier run has left in the folder.
            Delete();
        }

        if (!File.Exists(path))
        {
            return false;
        }

        var bytes = File.ReadAllBytes(path);
        var end = bytes.Length - SHA256.HashSizeInBytes;
        if (end < Magic.Length || !bytes.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(bytes.AsSpan(0, end)).AsSpan().SequenceEqual(bytes.AsSpan(end)))
        {
            throw Damaged(null);
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, end - Magic.Length));
        try
        {
            identity.Check(reader, path);
            Epochs = read(reader);
            return true;
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException or ArgumentException)
        {
            // The hash is right, but the file was not written by Save.
            throw Damaged(exception);
        }
    }

    /// <summary>Removes the file; the run has ended.</summary>
    public void Delete() => File.Delete(path);

    private InvalidDataException Damaged(Exception? inner) => new(
        $"'{path}' is damaged or from another version, so training cannot go on from it. Delete it and resume again: training then "
            + "begins anew, with the features that are cached.",
        inner);
}
