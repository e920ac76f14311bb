namespace Transfer.Pipeline;

/// <summary>Where the images of a run lie today, and what is different from when it was trained.</summary>
internal sealed record FoundImages
{
    private const int Named = 3;

    /// <summary>The path of each image that was found, byte for byte, by its name in the run.</summary>
    public required IReadOnlyDictionary<string, string> Paths { get; init; }

    /// <summary>Images that were found under another name, which is the second.</summary>
    public IReadOnlyList<(string Name, string Now)> Moved { get; init; } = [];

    /// <summary>Images whose file has other bytes.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Images whose file is not there.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>Files of images that are not of the run, in the folders of those that are.</summary>
    public IReadOnlyList<string> New { get; init; } = [];

    /// <summary>Whether all is as it was.</summary>
    public bool AreTheSame => Moved.Count + Changed.Count + Gone.Count + New.Count == 0;

    /// <summary>What is different, in sentences with the first names.</summary>
    /// <param name="folder">The data folder.</param>
    public IEnumerable<string> Sentences(string folder)
    {
        if (Moved.Count > 0)
        {
            yield return $"Moved: {Count(Moved.Count, "lies", "lie")} elsewhere in '{folder}' by now "
                + $"({List(Moved.Select(m => $"{m.Name} as {m.Now}"), Moved.Count)}). Class and split are those of the run.";
        }

        if (Changed.Count > 0)
        {
            yield return $"Changed: {Count(Changed.Count, "has", "have")} other bytes than when the run was trained "
                + $"({List(Changed, Changed.Count)}), and {Are(Changed.Count)} left out.";
        }

        if (Gone.Count > 0)
        {
            yield return $"Gone: {Count(Gone.Count, "is", "are")} not in '{folder}' any more ({List(Gone, Gone.Count)}), "
                + $"and {Are(Gone.Count)} left out.";
        }

        if (New.Count > 0)
        {
            yield return $"New: {Count(New.Count, "was", "were")} not there when the run was trained "
                + $"({List(New, New.Count)}), and {Are(New.Count)} left out.";
        }
    }

    /// <summary>The first few names.</summary>
    public static string List(IEnumerable<string> names, int count) =>
        string.Join(", ", names.Take(Named).Select(n => $"'{n}'")) + (count > Named ? $" and {count - Named:N0} more" : "");

    private static string Count(int count, string one, string several) => count == 1 ? $"1 image {one}" : $"{count:N0} images {several}";

    private static string Are(int count) => count == 1 ? "is" : "are";
}
