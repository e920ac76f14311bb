namespace Transfer.Models;

/// <summary>A backbone is known by name, but its file is not on this machine.</summary>
public sealed class BackboneMissingException : FileNotFoundException
{
    internal BackboneMissingException(BackboneRecord record)
        : base(Sentence(record), BackboneRegistry.PlaceOf(record)) => Record = record;

    /// <summary>What is known about it.</summary>
    public BackboneRecord Record { get; }

    private static string Sentence(BackboneRecord record)
    {
        var place = BackboneRegistry.PlaceOf(record);
        return record.Sources.Count == 0
            ? $"The backbone '{record.Name}' is not on this machine. {BackboneRegistry.HowToExport(record)}"
            : $"The backbone '{record.Name}' is not on this machine. It has {record.Bytes / 1e6:N1} MB and comes from "
                + $"{BackboneRegistry.AddressesOf(record)[0]}. Download it, or put the file at {place}.";
    }
}
