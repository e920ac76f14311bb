using System.Globalization;
using Microsoft.VisualBasic.FileIO;

namespace Transfer.Pipeline;

/// <summary>A CSV file: a line of column names, then rows. Fields with commas, quotes or line breaks are quoted; empty lines are left out.</summary>
public sealed class CsvTable
{
    private readonly string _path;
    private readonly List<(long Line, string[] Fields)> _rows;

    private CsvTable(string path, IReadOnlyList<string> columns, List<(long Line, string[] Fields)> rows) => (_path, Columns, _rows) = (path, columns, rows);

    /// <summary>Column names in order.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>How many rows there are below the names.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads a file, also as <c>.gz</c>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is empty, or a line does not fit; the message says which.</exception>
    public static CsvTable Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var parser = new TextFieldParser(new MemoryStream(TableStream.ReadAll(path))) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        parser.SetDelimiters(",");
        string[]? columns = null;
        var rows = new List<(long Line, string[] Fields)>();
        try
        {
            while (!parser.EndOfData)
            {
                var line = parser.LineNumber;
                var fields = parser.ReadFields()!;
                if (columns is null)
                {
                    columns = Array.ConvertAll(fields, f => f.Trim());
                }
                else if (fields.Length != columns.Length)
                {
                    throw new InvalidDataException($"Line {line} of '{path}' has {fields.Length} fields, and the first line names {columns.Length}. Quote fields that have commas in them.");
                }
                else
                {
                    rows.Add((line, fields));
                }
            }
        }
        catch (MalformedLineException)
        {
            throw new InvalidDataException($"Line {parser.ErrorLineNumber} of '{path}' is not CSV. Check its quotes: within a quoted field each is written twice.");
        }

        return columns is null || rows.Count == 0
            ? throw new InvalidDataException($"'{path}' has no rows; expected a line of column names and rows below it.")
            : new CsvTable(path, columns, rows);
    }

    /// <summary>The texts of a column, row by row.</summary>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public IReadOnlyList<string> Texts(string column)
    {
        var index = Index(column);
        return [.. _rows.Select(r => r.Fields[index])];
    }

    /// <summary>The numbers of columns, row after row, <c>[rows, columns]</c>.</summary>
    /// <exception cref="InvalidDataException">There is no such column, or a field is no number; the message says where.</exception>
    public float[] Numbers(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var indices = columns.Select(Index).ToArray();
        var values = new float[_rows.Count * indices.Length];
        foreach (var (row, (line, fields)) in _rows.Index())
        {
            for (var i = 0; i < indices.Length; i++)
            {
                if (!float.TryParse(fields[indices[i]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
                {
                    throw new InvalidDataException($"Line {line} of '{_path}' has '{fields[indices[i]]}' in the column '{columns[i]}'; expected a number such as 0.5.");
                }

                values[(row * indices.Length) + i] = value;
            }
        }

        return values;
    }

    /// <summary>The labels of a column with <c>a|b</c>, as 0 and 1, <c>[rows, labels]</c>; an empty field has none.</summary>
    /// <returns>The values, and the labels in ordinal order.</returns>
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
        var index = Columns.ToList().IndexOf(column);
        return index >= 0 ? index : throw new InvalidDataException($"'{_path}' has no column '{column}'; it has {string.Join(", ", Columns)}.");
    }
}
