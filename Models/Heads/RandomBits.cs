namespace Transfer.Models.Heads;

/// <summary>
/// Random numbers as a function of a seed and of what they are for, with SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
/// Number Generators, OOPSLA 2014).
/// </summary>
internal struct RandomBits
{
    private ulong _state;

    public RandomBits(long seed, params ReadOnlySpan<long> stream)
    {
        _state = Mix((ulong)seed + 0x9E3779B97F4A7C15UL);
        foreach (var part in stream)
        {
            _state = Mix(_state ^ Mix((ulong)part + 0x9E3779B97F4A7C15UL));
        }
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Mix(_state);
    }

    /// <summary>A number in [-<paramref name="limit"/>, <paramref name="limit"/>).</summary>
    public float NextWithin(double limit) => (float)(limit * (((Next() >> 11) * (2.0 / (1UL << 53))) - 1));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
