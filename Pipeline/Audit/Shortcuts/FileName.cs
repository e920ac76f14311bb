using System.Globalization;
using System.Text;

namespace Transfer.Pipeline.Audit;

/// <summary>What the name of a file says besides the class: its pattern and its number.</summary>
internal static class FileName
{
    private const int MostOfStem = 3;

    /// <summary>
    /// The name with letters as they are, each run of digits as <c>0</c>, and the name of any class as <c>*</c>, so that <c>cat.12.jpg</c>
    /// and <c>dog.7.jpg</c> have the same pattern where these are the classes.
    /// </summary>
    /// <param name="name">The path of the image.</param>
    /// <param name="classes">The names of the classes.</param>
    public static string Pattern(string name, IReadOnlyList<string> classes)
    {
        var pattern = new StringBuilder();
        foreach (var word in Words(Path.GetFileName(name)))
        {
            pattern.Append(char.IsAsciiDigit(word[0]) ? "0" : classes.Any(c => IsClass(word, c)) ? "*" : word);
        }

        return pattern.ToString();
    }

    /// <summary>The last number in the name; NaN where there is none.</summary>
    public static double Number(string name)
    {
        var number = Words(Path.GetFileNameWithoutExtension(name)).LastOrDefault(word => char.IsAsciiDigit(word[0]));
        return number is null ? double.NaN : double.Parse(number, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a word stands for a class: its name, or the beginning of one, such as <c>cat</c> of <c>cats</c>.</summary>
    private static bool IsClass(string word, string name) => word.Length >= MostOfStem && char.IsLetter(word[0])
        && (name.StartsWith(word, StringComparison.OrdinalIgnoreCase) || word.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs of letters, runs of digits, and other characters one by one.</summary>
    private static IEnumerable<string> Words(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start + 1;
            while (end < text.Length && Kind(text[end]) == Kind(text[start]) && Kind(text[start]) != 0)
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }

        static int Kind(char letter) => char.IsLetter(letter) ? 1 : char.IsAsciiDigit(letter) ? 2 : 0;
    }
}
