namespace Transfer.Cli;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearestName
{
    /// <summary>The name that is nearest to a text; null where none is near.</summary>
    /// <param name="text">Such as <c>--jsn</c>.</param>
    /// <param name="names">The names that there are.</param>
    public static string? Find(string text, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(text, name)))
        .Where(found => found.Distance <= Math.Max(1, text.TrimStart('-').Length / 3)
            || (text.TrimStart('-').Length > 2 && found.Name.StartsWith(text, StringComparison.Ordinal)))
        .OrderBy(found => found.Distance)
        .Select(found => found.Name)
        .FirstOrDefault();

    /// <summary>The number of letters to add, leave out, replace or exchange with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var steps = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                steps[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1, steps[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[left.Length, right.Length];
    }
}
