namespace Transfer.Models.Heads;

/// <summary>
/// Draws which values a dropout layer keeps: a function of the seed, the epoch, the step and the layer, the same on every device and
/// thread.
/// </summary>
/// <remarks>A batch <c>[N, units]</c> takes its draws unit by unit, and for each unit row by row.</remarks>
internal sealed class DropoutMask
{
    /// <summary>The most draws at a time.</summary>
    public const int Most = 64;

    // Keeps these numbers apart from others that are drawn with the same seed.
    private const int Stream = 0x44726F70;

    private readonly uint _dropped;
    private RandomBits _random;
    private ulong _kept;
    private int _left;

    /// <summary>Starts the draws of one layer in one step.</summary>
    /// <param name="share">The share of values that are dropped, [0, 1), in steps of 2^-32.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epoch">From 1; 0 before the first.</param>
    /// <param name="step">The step of the epoch, from 0.</param>
    /// <param name="layer">The number of the dropout layer in its head, from 0.</param>
    public DropoutMask(double share, long seed, int epoch, int step, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        (_dropped, _random) = ((uint)(share * (1L << 32)), new RandomBits(seed, Stream, epoch, step, layer));
    }

    /// <summary>The next draws, a bit each from the lowest on: 1 where the value is kept. Higher bits have no meaning.</summary>
    /// <param name="count">The number of draws, 1 to <see cref="Most"/>.</param>
    public ulong Next(int count)
    {
        var (bits, missing) = (_kept, count - _left);
        if (missing > 0)
        {
            _kept = Draw();
            bits |= _kept << _left;
            (count, _left) = (missing, Most);
        }

        _kept = count == Most ? 0 : _kept >> count;
        _left -= count;
        return bits;
    }

    /// <summary>64 draws, a bit each: compares 64 random numbers of 32 bits with the share, from the lowest bit to the highest.</summary>
    private ulong Draw()
    {
        // Bits below the lowest one of the share decide nothing: a share of a half needs a single word.
        var kept = ulong.MaxValue;
        for (var bit = System.Numerics.BitOperations.TrailingZeroCount(_dropped); bit < 32; bit++)
        {
            var word = _random.Next();
            kept = (_dropped >> bit & 1) != 0 ? kept & word : kept | word;
        }

        return kept;
    }
}
