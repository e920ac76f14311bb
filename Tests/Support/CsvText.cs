using System.Text;

namespace Transfer.Tests.Support;

/// <summary>Reads comma-separated values as RFC 4180 has them.</summary>
internal static class CsvText
{
    public static List<string[]> Read(string path)
    {
        var text = File.ReadAllText(path);
        var (rows, row, field, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    field.Append(text[i++]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(field.ToString());
                    field.Clear();
                    break;
                case '\n' when !quoted:
                    rows.Add([.. row, field.ToString()]);
                    row.Clear();
                    field.Clear();
                    break;
                case var letter:
                    field.Append(letter);
                    break;
            }
        }

        return rows;
    }
}
