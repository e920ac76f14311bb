namespace Transfer.Pipeline;

internal static class ViewCounts
{
    /// <summary>1, 2, 4… below a number of views.</summary>
    public static IEnumerable<int> Below(int views)
    {
        for (var count = 1L; count < views; count *= 2)
        {
            yield return (int)count;
        }
    }
}
