using System.Buffers.Binary;
using System.IO.Compression;

namespace Transfer.Augmentation;

/// <summary>
/// The rows of a PNG file without their filters, one after another, interlaced or not (Portable Network Graphics, third edition, 8 to 10).
/// </summary>
internal sealed class PngRows : IDisposable
{
    private const int WidthAt = 16;
    private const int HeightAt = 20;
    private const int InterlaceAt = 28;

    // Adam7: the first column and row of a pass, and the steps to the next ones.
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly (int X, int Y, int StepX, int StepY)[] _passes;
    private readonly ZLibStream _rows;
    private readonly (int Width, int Height) _size;
    private readonly int _pixel;
    private byte[] _line;
    private byte[] _above;
    private int _pass = -1;

    /// <param name="png">A whole file, of which an image was decoded.</param>
    /// <param name="pixel">The number of bytes of a pixel; 1 or more.</param>
    public PngRows(ReadOnlySpan<byte> png, int pixel)
    {
        _size = (BinaryPrimitives.ReadInt32BigEndian(png[WidthAt..]), BinaryPrimitives.ReadInt32BigEndian(png[HeightAt..]));
        (_pixel, _passes) = (pixel, png[InterlaceAt] == 0 ? [(0, 0, 1, 1)] : Adam7);
        (_line, _above) = (new byte[1 + (_size.Width * pixel)], new byte[1 + (_size.Width * pixel)]);
        var packed = new MemoryStream();
        for (var chunks = new PngChunks(png); chunks.MoveNext();)
        {
            if (chunks.Type.SequenceEqual("IDAT"u8))
            {
                packed.Write(chunks.Content);
            }
        }

        packed.Position = 0;
        _rows = new ZLibStream(packed, CompressionMode.Decompress);
    }

    /// <summary>The bytes of the row.</summary>
    public ReadOnlySpan<byte> Line => _line.AsSpan(1, Columns * _pixel);

    /// <summary>The number of pixels of the row.</summary>
    public int Columns => (_size.Width - X + StepX - 1) / StepX;

    /// <summary>The column of the row's first pixel.</summary>
    public int X => _passes[_pass].X;

    /// <summary>How many columns of the image lie between two pixels of the row.</summary>
    public int StepX => _passes[_pass].StepX;

    /// <summary>The row of the image.</summary>
    public int Y { get; private set; }

    /// <summary>Whether all rows were read.</summary>
    public bool IsAtEnd => _pass == _passes.Length - 1 && Y >= _size.Height;

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last one, and where the file has fewer.</returns>
    public bool Read()
    {
        Y += _pass < 0 ? _size.Height : _passes[_pass].StepY;
        while (Y >= _size.Height || Columns <= 0)
        {
            if (_pass == _passes.Length - 1)
            {
                return false;
            }

            Y = _passes[++_pass].Y;
            // The first row of a pass has no row above.
            _line.AsSpan().Clear();
        }

        (_line, _above) = (_above, _line);
        var length = 1 + (Columns * _pixel);
        if (_rows.ReadAtLeast(_line.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
        {
            return false;
        }

        Unfilter(_line.AsSpan(1, length - 1), _above.AsSpan(1), _line[0]);
        return true;
    }

    public void Dispose() => _rows.Dispose();

    private void Unfilter(Span<byte> line, ReadOnlySpan<byte> above, int filter)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var (left, corner) = i < _pixel ? (0, 0) : (line[i - _pixel], above[i - _pixel]);
            line[i] += (byte)(filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], corner),
                _ => 0,
            });
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }
}
