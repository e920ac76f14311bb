namespace Transfer.Models;

/// <summary>
/// Operations on a type of vector of numbers. On the type, not on one around it: the compiler keeps sums in their registers only if they are the
/// vectors themselves.
/// </summary>
internal unsafe interface IVectors<T>
{
    /// <summary>Numbers of a vector.</summary>
    static abstract int Count { get; }

    /// <summary>Filters whose sums, each of two vectors, stay in registers together.</summary>
    static abstract int FiltersTogether { get; }

    static abstract T Create(float value);

    static abstract T Load(float* source);

    /// <summary>The first numbers and 0 for the rest, which are not read.</summary>
    static abstract T LoadFirst(float* source, int count);

    static abstract void Store(T vector, float* target);

    /// <summary>Writes the first numbers only.</summary>
    static abstract void StoreFirst(T vector, float* target, int count);

    static abstract T Add(T left, T right);

    static abstract T Subtract(T left, T right);

    static abstract T Multiply(T left, T right);

    static abstract T MultiplyAdd(T left, T right, T sum);

    static abstract T Max(T left, T right);

    static abstract T Min(T left, T right);

    /// <summary>One or the other number, by a mask of all bits or none.</summary>
    static abstract T Select(T mask, T yes, T no);

    /// <summary>All but the first number, and another behind them.</summary>
    static abstract T Shift(T vector, float next);

    /// <summary>The larger of each two neighbours of two vectors.</summary>
    static abstract T MaxOfPairs(T left, T right);

    /// <summary>Neighbouring fours of numbers to their first, second, third and fourth ones.</summary>
    static abstract void Split(float* fours, out T first, out T second, out T third, out T fourth);

    /// <summary>First, second, third and fourth numbers to neighbouring fours.</summary>
    static abstract void Join(T first, T second, T third, T fourth, float* fours);
}
