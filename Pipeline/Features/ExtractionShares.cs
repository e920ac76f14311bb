namespace Transfer.Pipeline.Features;

/// <summary>Which part of the working time of an extraction went into what; the parts add up to 1.</summary>
/// <param name="Reading">Reading and hashing files.</param>
/// <param name="Decoding">Bytes to normalised floats.</param>
/// <param name="Base">The convolutional base.</param>
/// <param name="Writing">Writing rows into the cache.</param>
/// <param name="Waiting">Waiting for files to be read or for rows to be taken.</param>
public sealed record ExtractionShares(double Reading, double Decoding, double Base, double Writing, double Waiting)
{
    /// <summary>One line of advice: what limits the speed, and what would help.</summary>
    public string Advice => (Reading, Decoding, Base, Writing, Waiting) switch
    {
        (0, 0, 0, 0, 0) => "",
        var (reading, decoding, _, writing, waiting) when waiting > 0.3 && waiting >= decoding && reading >= writing =>
            "reading is the limit: the cores wait for files; put the images on a faster disk, or run several shards on other machines",
        var (_, decoding, network, writing, waiting) when writing > network && writing > decoding =>
            "writing is the limit: put the cache on a faster disk, or pool the feature map",
        var (reading, decoding, network, _, _) when decoding > network && decoding >= reading =>
            "decoding is the limit: images near the image size decode faster, and another machine can take a share of the files",
        var (reading, _, network, _, _) when reading > network =>
            "reading and hashing are the limit: unchanged files are not even read the next time",
        _ => "the base is the limit: nothing waits for files; a GPU, less precision on a GPU, a smaller network, or another "
            + "machine with a share of the files helps",
    };
}
