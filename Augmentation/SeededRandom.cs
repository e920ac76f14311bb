namespace Transfer.Augmentation;

/// <summary>
/// Random numbers as a function of a seed and of their purpose (epoch, view, sample), so that any number of threads draws the same ones.
/// The generator is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
/// </summary>
/// <remarks>Not thread-safe: create one where it is used, which costs next to nothing.</remarks>
public sealed class SeededRandom
{
    private ulong _state;

    /// <summary>Starts the sequence that belongs to a seed and its stream.</summary>
    /// <param name="seed">The seed of the whole run.</param>
    /// <param name="stream">The purpose of the numbers: any integers in a fixed order, such as epoch and sample.</param>
    public SeededRandom(long seed, params ReadOnlySpan<long> stream)
    {
        _state = Mix((ulong)seed + 0x9E3779B97F4A7C15UL);
        foreach (var part in stream)
        {
            _state = Mix(_state ^ Mix((ulong)part + 0x9E3779B97F4A7C15UL));
        }
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>An integer in [0, <paramref name="count"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public int Next(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(NextUInt64(), (ulong)count, out _);
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A normally distributed number (Box and Muller, 1958).</summary>
    public double Normal(double mean = 0, double deviation = 1)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return mean + (deviation * radius * Math.Cos(2 * Math.PI * NextDouble()));
    }

    /// <summary>Puts the items into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
