using System.Globalization;
using Microsoft.VisualBasic.FileIO;

namespace Transfer.Pipeline.Tables;

/// <summary>
/// A CSV file: a line of column names, then rows. Fields with commas, quotes or line breaks are quoted; empty lines are ignored. The
/// apostrophe before a text such as <c>'=sum</c>, which keeps spreadsheets from running it, is not part of the text.
/// </summary>
public sealed class CsvTable
{
    private readonly string _path;
    private readonly List<(long Line, string[] Fields)> _rows;

    private CsvTable(string path, IReadOnlyList<string> header, List<(long Line, string[] Fields)> rows) =>
        (_path, Header, Columns, _rows) = (path, header, [.. header.Select(h => h.Trim())], rows);

    /// <summary>The column names, without blanks around them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The column names as they are written.</summary>
    internal IReadOnlyList<string> Header { get; }

    /// <summary>The number of rows, without the column names.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads a file, which may be compressed as <c>.gz</c>.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file has no rows, or a line is invalid; the message says which.</exception>
    public static CsvTable Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var parser = new TextFieldParser(new MemoryStream(TableStream.ReadAll(path)))
        {
            Delimiters = [","],
            HasFieldsEnclosedInQuotes = true,
            TrimWhiteSpace = false,
        };
        string[]? columns = null;
        var rows = new List<(long Line, string[] Fields)>();
        try
        {
            while (!parser.EndOfData)
            {
                var line = parser.LineNumber;
                var fields = Array.ConvertAll(parser.ReadFields()!, CsvField.TextOf);
                if (columns is null)
                {
                    columns = fields;
                }
                else if (fields.Length != columns.Length)
                {
                    throw new InvalidDataException(
                        $"Line {line} of '{path}' has {fields.Length} fields, and the first line names {columns.Length}. "
                        + "Quote fields that have commas in them.");
                }
                else
                {
                    rows.Add((line, fields));
                }
            }
        }
        catch (MalformedLineException)
        {
            throw new InvalidDataException(
                $"Line {parser.ErrorLineNumber} of '{path}' is not CSV. Check its quotes: within a quoted field each is written twice.");
        }

        if (columns?.GroupBy(c => c).FirstOrDefault(c => c.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"'{path}' has the column '{twice.Key}' {twice.Count()} times; expected different names.");
        }

        return columns is null || rows.Count == 0
            ? throw new InvalidDataException($"'{path}' has no rows; expected a line of column names and rows below it.")
            : new CsvTable(path, columns, rows);
    }

    /// <summary>Gets the fields of a column.</summary>
    /// <exception cref="InvalidDataException">The column does not exist.</exception>
    public IReadOnlyList<string> Texts(string column)
    {
        var index = Index(column);
        return [.. _rows.Select(r => r.Fields[index])];
    }

    /// <summary>Parses columns of numbers.</summary>
    /// <returns>The values, <c>[rows, columns]</c>.</returns>
    /// <exception cref="InvalidDataException">
    /// A column does not exist, or a field is not a finite number; the message says where.
    /// </exception>
    public float[] Numbers(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var indices = columns.Select(Index).ToArray();
        var values = new float[_rows.Count * indices.Length];
        foreach (var (row, (line, fields)) in _rows.Index())
        {
            for (var i = 0; i < indices.Length; i++)
            {
                var field = fields[indices[i]];
                if (!float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
                {
                    var isTooLarge = float.IsInfinity(value) && field.AsSpan().ContainsAnyInRange('0', '9');
                    throw new InvalidDataException($"Line {line} of '{_path}' has '{field}' in the column '{columns[i]}'; expected "
                        + (isTooLarge ? "a number that float32 holds, up to 3.4E+38. Take a larger unit." : "a number such as 0.5."));
                }

                values[(row * indices.Length) + i] = value;
            }
        }

        return values;
    }

    /// <summary>Parses a column of labels such as <c>a|b</c>; an empty field has no labels.</summary>
    /// <returns>The values 0 and 1, <c>[rows, labels]</c>, and the labels in ordinal order.</returns>
    /// <exception cref="InvalidDataException">The column does not exist.</exception>
    public (float[] Values, IReadOnlyList<string> Labels) MultiLabels(string column)
    {
        var rows = Texts(column).Select(t => t.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        string[] labels = [.. rows.SelectMany(r => r).Distinct().Order(StringComparer.Ordinal)];
        var values = new float[rows.Count * labels.Length];
        foreach (var (row, own) in rows.Index())
        {
            foreach (var label in own)
            {
                values[(row * labels.Length) + Array.IndexOf(labels, label)] = 1;
            }
        }

        return (values, labels);
    }

    private int Index(string column)
    {
        // Names may differ by a blank only.
        var index = Header.ToList().IndexOf(column);
        index = index >= 0 ? index : Columns.ToList().IndexOf(column);
        return index >= 0
            ? index
            : throw new InvalidDataException($"'{_path}' has no column '{column}'; it has {string.Join(", ", Columns)}.");
    }
}
