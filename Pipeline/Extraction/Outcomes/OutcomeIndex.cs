using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using Transfer.Augmentation;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>
/// What became of images in decoding, by the hash of their content, so that neither a bad image nor the head of a good one is looked
/// at twice. Only saves work: its folder can be deleted at any time. Safe from any number of threads; processes add files side by side.
/// </summary>
internal sealed class OutcomeIndex
{
    private const int MostFiles = 16;
    private const string Extension = ".outcomes";

    private readonly string _folder;
    private readonly ConcurrentDictionary<ContentHash, FileOutcome> _known = new();
    private readonly ConcurrentDictionary<ContentHash, FileOutcome> _fresh = new();

    private OutcomeIndex(string folder) => _folder = folder;

    /// <summary>Opens the index of a cache for a decoder: what one of them cannot read, another one may.</summary>
    public static OutcomeIndex Open(string cache, Imaging imaging)
    {
        var index = new OutcomeIndex(Path.Combine(cache, "outcomes", ContentHash.Of(Encoding.UTF8.GetBytes(ImagingLibrary.FormatVersion(imaging))).ToString()[..16]));
        if (Directory.Exists(index._folder))
        {
            index.Load([.. Directory.EnumerateFiles(index._folder, "*" + Extension)]);
        }

        return index;
    }

    public bool TryGet(ContentHash image, out FileOutcome outcome) => _known.TryGetValue(image, out outcome!) || _fresh.TryGetValue(image, out outcome!);

    public void Record(ContentHash image, FileOutcome outcome) => _fresh[image] = outcome;

    /// <summary>Keeps what is new for the next time. What cannot be written is found out again then.</summary>
    public void Flush()
    {
        var fresh = _fresh.ToArray();
        if (fresh.Length > 0 && TryWrite(fresh))
        {
            foreach (var (image, outcome) in fresh)
            {
                _known.TryAdd(image, outcome);
                _fresh.TryRemove(image, out _);
            }
        }
    }

    private void Load(string[] files)
    {
        foreach (var file in files)
        {
            try
            {
                Read(File.ReadAllBytes(file), Path.GetFileNameWithoutExtension(file));
            }
            catch (InvalidDataException)
            {
                TryDelete(file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Removed by another process that has merged it, or not ours to read.
            }
        }

        if (files.Length > MostFiles && TryWrite([.. _known]))
        {
            Array.ForEach(files, TryDelete);
        }
    }

    /// <summary>Different outcomes first, as texts; then a hash and the number of its outcome for every image.</summary>
    private void Read(byte[] content, string name)
    {
        if (!name.StartsWith(Name(content), StringComparison.Ordinal))
        {
            throw new InvalidDataException("Damaged.");
        }

        using var reader = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        var outcomes = new FileOutcome[reader.ReadInt32()];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = new FileOutcome(reader.ReadString(), reader.ReadString(), reader.ReadString());
        }

        var rows = content.AsSpan((int)reader.BaseStream.Position);
        for (; rows.Length > 0; rows = rows[(ContentHash.Size + sizeof(int))..])
        {
            _known[new ContentHash(rows[..ContentHash.Size])] = outcomes[MemoryMarshal.Read<int>(rows[ContentHash.Size..])];
        }
    }

    private bool TryWrite(KeyValuePair<ContentHash, FileOutcome>[] rows)
    {
        var outcomes = rows.Select(r => r.Value).Distinct().ToList();
        var numbers = outcomes.Select((outcome, index) => (outcome, index)).ToDictionary(p => p.outcome, p => p.index);
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            writer.Write(outcome.Name);
            writer.Write(outcome.Detail);
            writer.Write(outcome.Done);
        }

        Span<byte> hash = stackalloc byte[ContentHash.Size];
        foreach (var (image, outcome) in rows)
        {
            image.CopyTo(hash);
            writer.Write(hash);
            writer.Write(numbers[outcome]);
        }

        writer.Flush();
        var content = memory.ToArray();
        var path = Path.Combine(_folder, Name(content) + Extension);
        try
        {
            Directory.CreateDirectory(_folder);
            using var file = new TemporaryFile(path);
            file.Stream.Write(content);
            file.Stream.Flush();
            file.Publish();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Name(byte[] content) => ContentHash.Of(content).ToString()[..32];

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only a file too many.
        }
    }
}
