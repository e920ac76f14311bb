using System.Text;

namespace Transfer.Pipeline;

/// <summary>
/// <c>outcomes.csv</c>: <c>path,outcome,detail,done</c>, one line a file, quoted as RFC 4180 has it. It lies under a temporary name until it
/// is closed, and an extraction that is stopped closes it with what is known.
/// </summary>
internal sealed class OutcomesFile : IDisposable
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");

    private readonly string _path;
    private readonly string _temporary;
    private readonly StreamWriter _writer;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public OutcomesFile(string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            _writer = new StreamWriter(_temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The outcomes cannot be written to '{path}': {exception.Message} Choose another file with --outcomes FILE.", exception);
        }

        _writer.WriteLine("path,outcome,detail,done");
    }

    public void Write(string path, PictureOutcome outcome)
    {
        Field(path);
        _writer.Write(',');
        Field(outcome.Name);
        _writer.Write(',');
        Field(outcome.Detail);
        _writer.Write(',');
        Field(outcome.Done);
        _writer.WriteLine();
    }

    /// <summary>Gives the file its name.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        File.Move(_temporary, _path, overwrite: true);
    }

    private void Field(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
        {
            _writer.Write(text);
            return;
        }

        _writer.Write('"');
        _writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        _writer.Write('"');
    }
}
