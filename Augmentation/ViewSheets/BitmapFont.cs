namespace Transfer.Augmentation;

/// <summary>Letters of five by seven dots, because a fresh Linux machine may have no font at all.</summary>
internal static class BitmapFont
{
    /// <summary>The height of a letter, in dots.</summary>
    public const int Height = 7;

    private const int Width = 5;
    private const int Advance = Width + 1;
    private const string Box = "VHHHHHV";
    private const string Ellipsis = "000000L";
    private const string Degree = "CIIC000";

    /// <summary>
    /// The printable characters of ASCII in their order. Each is seven digits to base 32, one a row from the top; the five bits of a
    /// digit are the dots of the row.
    /// </summary>
    private const string Glyphs =
        "0000000" + "4444404" + "AAA0000" + "AAVAVAA" + "4FKE5U4" + "OP248J3" + "CIK8LID" + "4480000"
        + "2488842" + "8422248" + "04LEL40" + "044V440" + "0000C48" + "000V000" + "00000CC" + "01248G0"
        + "EHJLPHE" + "4C4444E" + "EH1248V" + "V2421HE" + "26AIV22" + "VGU11HE" + "68GUHHE" + "V124888"
        + "EHHEHHE" + "EHHF12C" + "0CC0CC0" + "0CC0C48" + "248G842" + "00V0V00" + "8421248" + "EH12404"
        + "EH1DLLE" + "EHHVHHH" + "UHHUHHU" + "EHGGGHE" + "SIHHHIS" + "VGGUGGV" + "VGGUGGG" + "EHGNHHF"
        + "HHHVHHH" + "E44444E" + "72222IC" + "HIKOKIH" + "GGGGGGV" + "HRLLHHH" + "HHPLJHH" + "EHHHHHE"
        + "UHHUGGG" + "EHHHLID" + "UHHUKIH" + "FGGE11U" + "V444444" + "HHHHHHE" + "HHHHHA4" + "HHHLLLA"
        + "HHA4AHH" + "HHHA444" + "V1248GV" + "E88888E" + "0G84210" + "E22222E" + "4AH0000" + "000000V"
        + "8420000" + "00E1FHF" + "GGMPHHU" + "00EGGHE" + "11DJHHF" + "00EHVGE" + "698S888" + "0FHHF1E"
        + "GGMPHHH" + "40C444E" + "20622IC" + "GGIKOKI" + "C44444E" + "00QLLHH" + "00MPHHH" + "00EHHHE"
        + "00UHUGG" + "00DJF11" + "00MPGGG" + "00EGE1U" + "88S8896" + "00HHHJD" + "00HHHA4" + "00HHLLA"
        + "00HA4AH" + "00HHF1E" + "00V248V" + "2448442" + "4444444" + "8442448" + "008L200";

    /// <summary>The width of a text, in pixels.</summary>
    public static int Measure(string text, int dot) => Math.Max(0, (text.Length * Advance) - 1) * dot;

    /// <summary>The number of letters that a width holds.</summary>
    public static int Letters(int width, int dot) => ((width / dot) + 1) / Advance;

    /// <summary>The text, or its beginning and an ellipsis when it has more letters than <paramref name="letters"/>.</summary>
    public static string Cut(string text, int letters) =>
        text.Length <= letters ? text : string.Concat(text.AsSpan(0, Math.Max(0, letters - 1)).TrimEnd(), "…");

    /// <summary>Breaks a text at spaces and line feeds into at most <paramref name="count"/> lines; the last is cut.</summary>
    public static List<string> Lines(string text, int letters, int count)
    {
        var lines = new List<string>();
        var rest = text.Trim();
        while (rest.Length > 0 && lines.Count < count)
        {
            var feed = rest.IndexOf('\n', StringComparison.Ordinal);
            var end = feed >= 0 && feed <= letters ? feed : rest.Length;
            if (end > letters)
            {
                var space = rest.LastIndexOf(' ', Math.Min(letters, rest.Length - 1));
                end = space > 0 ? space : letters;
            }

            var last = lines.Count == count - 1;
            lines.Add(last ? Cut(rest.Replace('\n', ' '), letters) : rest[..end].TrimEnd());
            rest = rest[end..].Trim();
        }

        return lines;
    }

    /// <summary>The dots of a text, from its upper left corner.</summary>
    public static IEnumerable<(int Column, int Row)> Dots(string text)
    {
        for (var index = 0; index < text.Length * Height; index++)
        {
            var (letter, row) = (index / Height, index % Height);
            var digit = Rows(text[letter])[row];
            var bits = digit <= '9' ? digit - '0' : digit - 'A' + 10;
            for (var column = 0; column < Width; column++)
            {
                if ((bits & (1 << (Width - 1 - column))) != 0)
                {
                    yield return ((letter * Advance) + column, row);
                }
            }
        }
    }

    private static ReadOnlySpan<char> Rows(char letter) => letter switch
    {
        >= ' ' and <= '~' => Glyphs.AsSpan((letter - ' ') * Height, Height),
        '…' => Ellipsis,
        '°' => Degree,
        _ => Box,
    };
}
