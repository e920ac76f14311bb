using System.Text;

namespace Transfer.Pipeline.Features;

/// <summary>
/// What became of images in decoding, by the hash of their content, so that neither a bad image nor the head of a good one is read
/// twice. It only saves work, see <see cref="SegmentIndex"/>.
/// </summary>
internal sealed class OutcomeIndex
{
    private const char Separator = '\0';

    private readonly SegmentIndex _index;

    private OutcomeIndex(SegmentIndex index) => _index = index;

    private static ReadOnlySpan<byte> Ok => "ok\0\0"u8;

    /// <summary>Opens the index of a cache for a decoder: what one of them cannot read, another one may.</summary>
    /// <param name="cache">The folder of the cache.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public static OutcomeIndex Open(string cache, Imaging imaging, TimeProvider? time = null) =>
        new(new SegmentIndex(CacheFolder.OutcomesOf(cache, imaging), ".outcomes", time ?? TimeProvider.System));

    /// <summary>Null when nothing is known of the image.</summary>
    public FileOutcome? Find(ContentHash image)
    {
        if (!_index.TryFind(image.Key, out var record))
        {
            return null;
        }

        // Most images are good and were only resized.
        var bytes = record.Value.Span;
        return bytes.SequenceEqual(Ok) ? FileOutcome.Ok
            : Encoding.UTF8.GetString(bytes).Split(Separator) is [var name, var detail, var done] ? new FileOutcome(name, detail, done)
            : null;
    }

    public void Record(ContentHash image, FileOutcome outcome) =>
        _index.Record(image.Key, Encoding.UTF8.GetBytes(string.Join(Separator, outcome.Name, outcome.Detail, outcome.Done)));

    /// <summary>Keeps what is new for the next time, when the folder allows it.</summary>
    public void Flush() => _index.Flush();
}
