using System.Globalization;
using System.Text;

namespace Transfer.Pipeline.Audit;

/// <summary>The undo file, <c>undo-0001.csv</c> in the quarantine: where each image was and is, <c>from,to</c>, as whole paths.</summary>
internal static class UndoFile
{
    private const string From = "from";
    private const string To = "to";
    private const string Done = ".done.csv";

    /// <summary>Writes the moves into a new file.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">The quarantine cannot be written.</exception>
    public static string Create(string quarantine, IReadOnlyList<PlannedMove> moves)
    {
        try
        {
            Directory.CreateDirectory(quarantine);
            var path = Enumerable.Range(1, int.MaxValue - 1).Select(number => Path.Combine(
                    quarantine, string.Create(CultureInfo.InvariantCulture, $"undo-{number:D4}.csv")))
                .First(p => !File.Exists(p) && !File.Exists(Path.ChangeExtension(p, null) + Done));
            var lines = moves.Select(m => $"{CsvField.Quoted(m.From)},{CsvField.Quoted(m.To)}").Prepend($"{From},{To}");
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The quarantine '{quarantine}' cannot be written: {exception.Message.TrimEnd('.')}. Nothing was moved; "
                + "choose another quarantine.", exception);
        }
    }

    /// <inheritdoc cref="AuditChanges.Undo"/>
    public static int Undo(string path)
    {
        var table = CsvTable.Read(path);
        // What was stopped before it moved is still in its place.
        (string From, string To)[] moves =
            [.. table.Texts(From).Zip(table.Texts(To)).Where(m => File.Exists(m.Second) || !File.Exists(m.First))];
        foreach (var (from, to) in moves)
        {
            if (!File.Exists(to))
            {
                throw new FileNotFoundException($"'{to}' is not there, so it cannot go back to '{from}'. Nothing was moved.");
            }

            if (Path.Exists(from))
            {
                throw new IOException($"Something is at '{from}', where '{to}' would go back to. Move it elsewhere; nothing was moved.");
            }
        }

        foreach (var (from, to) in moves)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(from)!);
            File.Move(to, from);
        }

        File.Move(path, Path.ChangeExtension(path, null) + Done);
        return moves.Length;
    }
}
