namespace Transfer.Kernels;

/// <summary>An optimizer's formula for one step, with the numbers of that step.</summary>
internal interface IUpdateRule
{
    /// <summary>How many numbers it remembers of each weight: 0 to 3.</summary>
    static abstract int Memories { get; }

    /// <summary>The new weight. Memories that the rule does not have must be left alone.</summary>
    T Step<T>(T weight, T gradient, ref T first, ref T second, ref T third)
        where T : struct, INumbers<T>;
}
