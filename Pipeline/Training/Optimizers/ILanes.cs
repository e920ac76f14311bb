namespace Transfer.Pipeline;

/// <summary>Numbers that a processor works on at once.</summary>
internal interface ILanes<T> : INumbers<T>
    where T : struct, ILanes<T>
{
    static abstract int Count { get; }

    static abstract unsafe T Load(float* source);

    unsafe void Store(float* target);

    static abstract T Create(float value);

    static abstract float Sum(T values);
}
