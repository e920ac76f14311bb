namespace Transfer.Models;

/// <summary>A backbone is known by name, but its file is not on this machine.</summary>
public sealed class BackboneMissingException : FileNotFoundException
{
    internal BackboneMissingException(BackboneRecord record)
        : base(Sentence(record), Path.Combine(BackboneRegistry.Folder, record.Name + ".onnx")) => Record = record;

    /// <summary>What is known about it.</summary>
    public BackboneRecord Record { get; }

    private static string Sentence(BackboneRecord record)
    {
        var place = Path.Combine(BackboneRegistry.Folder, record.Name + ".onnx");
        return record.Sources.Count == 0
            ? $"The backbone '{record.Name}' is not on this machine, and no public file of it is known. Export it with Python "
                + $"({string.Join("; ", record.Export)}) and put it at {place}."
            : $"The backbone '{record.Name}' is not on this machine. It has {record.Bytes / 1e6:N1} MB and comes from {record.Sources[0]}. "
                + $"Download it, or put the file at {place}.";
    }
}
