using System.Text;
using System.Text.Json;

namespace Transfer.Pipeline.Audit;

/// <summary>The folder of an audit: <c>audit.html</c>, <c>audit.csv</c> and <c>audit.json</c>.</summary>
internal sealed class AuditFolder(AuditOptions options, AuditData data)
{
    public const string PageName = "audit.html";
    public const string TableName = "audit.csv";
    public const string ResultName = "audit.json";

    /// <summary>Makes sure, before any work, that the folder can be written and has no audit that must be kept.</summary>
    /// <exception cref="IOException">It has one, or it cannot be made.</exception>
    public static void Check(AuditOptions options)
    {
        if (options.Out is not { } folder)
        {
            return;
        }

        string[] names = [PageName, TableName, ResultName];
        if (!options.Overwrite && names.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is { } name)
        {
            throw new IOException($"'{folder}' has an audit already ('{name}'), perhaps with marks of a person. Give another folder, "
                + "or allow that it is overwritten.");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{folder}' of the audit cannot be made: {exception.Message.TrimEnd('.')}. Give another one.",
                exception);
        }
    }

    /// <summary>Writes the files.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(AuditResult result, RunContext context)
    {
        var folder = options.Out!;
        AuditCsv.Write(Path.Combine(folder, TableName), result.Findings);
        AtomicFile.Write(
            Path.Combine(folder, ResultName),
            JsonSerializer.SerializeToUtf8Bytes(result with { Data = Path.GetFullPath(result.Data) }, RunFolder.Json));
        var page = new AuditPage(result, new AuditThumbnails(data), folder).Write(context);
        AtomicFile.Write(Path.Combine(folder, PageName), Encoding.UTF8.GetBytes(page));
    }

    /// <summary>The data folder that an audit beside a table was made of; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The file beside it is no audit.</exception>
    public static string? DataBeside(string table)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(table))!, ResultName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.GetProperty("data").GetString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"'{path}' is damaged: it does not say which folder was audited. Give the data folder.", exception);
        }
    }
}
