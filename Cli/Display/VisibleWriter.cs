using System.Text;

namespace Transfer.Cli;

/// <summary>Writes sentences, a line each, as <see cref="VisibleText"/>: there are names of others in them.</summary>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.WriteLine(VisibleText.Of(value ?? ""));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
