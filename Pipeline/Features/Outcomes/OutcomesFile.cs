namespace Transfer.Pipeline.Features;

/// <summary>
/// <c>outcomes.csv</c>: <c>path,outcome,detail,done</c>, one line a file, quoted as RFC 4180 has it. It has a temporary name until it is
/// closed, and an extraction that is stopped closes it with what is known.
/// </summary>
internal sealed class OutcomesFile : IDisposable
{
    private readonly AtomicFile _file;
    private readonly StreamWriter _writer;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public OutcomesFile(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new AtomicFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The outcomes cannot be written to '{path}': {exception.Message} Choose another file for the outcomes.", exception);
        }

        _writer = CsvField.Writer(_file);
        _writer.WriteLine("path,outcome,detail,done");
    }

    public void Write(string path, FileOutcome outcome) => _writer.WriteLine(
        $"{CsvField.Quoted(path)},{CsvField.Quoted(outcome.Name)},{CsvField.Quoted(outcome.Detail)},{CsvField.Quoted(outcome.Done)}");

    /// <summary>Gives the file its name.</summary>
    public void Dispose()
    {
        using (_file)
        {
            _writer.Dispose();
            _file.Commit();
        }
    }
}
