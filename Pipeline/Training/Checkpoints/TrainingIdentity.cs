namespace Transfer.Pipeline.Training;

/// <summary>What a checkpoint belongs to: training that goes on with anything else would give other weights.</summary>
/// <param name="Options">A hash of the options that the weights depend on.</param>
/// <param name="Samples">A hash of the training and validation samples with their targets.</param>
internal sealed record TrainingIdentity(string Options, string Samples)
{
    public void Write(BinaryWriter writer)
    {
        writer.Write(Options);
        writer.Write(Samples);
    }

    /// <exception cref="InvalidDataException">The file belongs to something else; the message says what differs.</exception>
    public void Check(BinaryReader reader, string path)
    {
        var (options, samples) = (reader.ReadString(), reader.ReadString());
        var what = options != Options ? "other options than run.json has now"
            : samples != Samples ? "other training or validation samples than there are now" : null;
        if (what is not null)
        {
            throw new InvalidDataException(
                $"'{path}' was written with {what}, so training cannot go on from it. "
                + "Put back what was changed, or delete it to begin anew.");
        }
    }
}
