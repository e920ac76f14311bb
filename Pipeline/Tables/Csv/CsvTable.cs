using Microsoft.VisualBasic.FileIO;

namespace Transfer.Pipeline.Tables;

/// <summary>
/// A CSV file in UTF-8: a line of column names, then rows, with commas, semicolons or tabs between the fields. Fields with separators,
/// quotes or line breaks are quoted; empty lines are ignored. First columns without a name, or called <c>Unnamed: 0</c>, are the index
/// that pandas writes, and are left out. The apostrophe before a text such as <c>'=sum</c>, which keeps spreadsheets from running it, is
/// not part of the text.
/// </summary>
public sealed class CsvTable
{
    private readonly string _path;
    private readonly int _first;
    private readonly List<(long Line, string[] Fields)> _rows;

    private CsvTable(string path, CsvHeader header, List<(long Line, string[] Fields)> rows, IReadOnlyList<string> notes)
    {
        (_path, _first, _rows, Header, Notes) = (path, header.First, rows, header.Names, notes);
        Columns = [.. Header.Select(h => h.Trim())];
    }

    /// <summary>The column names, without blanks around them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The column names as they are written.</summary>
    internal IReadOnlyList<string> Header { get; }

    /// <summary>What is assumed of the file, a sentence each.</summary>
    internal IReadOnlyList<string> Notes { get; }

    /// <summary>The number of rows, without the column names.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads a file, which may be compressed as <c>.gz</c>.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file has no rows, or a line is invalid; the message says which.</exception>
    public static CsvTable Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var bytes = TableStream.ReadAll(path);
        CsvDialect.CheckEncoding(bytes, path);
        var declaration = CsvDialect.DeclarationLength(bytes);
        var before = declaration > 0 ? 1 : 0;
        var (delimiter, name) = CsvDialect.DelimiterOf(bytes.AsSpan(declaration), path);
        using var parser = new TextFieldParser(new MemoryStream(bytes, declaration, bytes.Length - declaration))
        {
            Delimiters = [$"{delimiter}"],
            HasFieldsEnclosedInQuotes = true,
            TrimWhiteSpace = false,
        };
        string[]? columns = null;
        var rows = new List<(long Line, string[] Fields)>();
        try
        {
            while (!parser.EndOfData)
            {
                var line = parser.LineNumber + before;
                var fields = Array.ConvertAll(parser.ReadFields()!, CsvField.TextOf);
                if (columns is null)
                {
                    columns = fields;
                }
                else if (fields.Length != columns.Length)
                {
                    throw new InvalidDataException(
                        $"Line {line} of '{path}' has {fields.Length} fields, and the first line names {columns.Length}. "
                        + $"Quote fields that have {name} in them.");
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
                $"Line {parser.ErrorLineNumber + before} of '{path}' is not CSV. "
                + "Check its quotes: within a quoted field each is written twice.");
        }

        if (columns is null || rows.Count == 0)
        {
            throw new InvalidDataException($"'{path}' has no rows; expected a line of column names and rows below it.");
        }

        var header = CsvHeader.Of(columns, [.. rows.Select(r => r.Fields)], path);
        string[] notes = delimiter == ',' ? [] : [$"The fields of '{path}' are separated by {name}."];
        return new CsvTable(path, header, rows, [.. notes, .. header.Notes]);
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
                if (!CsvNumber.TryParse(field, out values[(row * indices.Length) + i]))
                {
                    throw new InvalidDataException(
                        $"Line {line} of '{_path}' has '{field}' in the column '{columns[i]}'; expected {CsvNumber.Expected(field)}");
                }
            }
        }

        return values;
    }

    /// <summary>Where a row is, such as <c>Line 3 of 'a.csv'</c>.</summary>
    internal string Place(int row) => $"Line {_rows[row].Line} of '{_path}'";

    /// <summary>Whether all fields of a column are numbers.</summary>
    internal bool AreNumbers(string column) => Texts(column).All(text => CsvNumber.TryParse(text, out _));

    /// <summary>The column with one of these names in upper or lower case; null where there is none.</summary>
    /// <exception cref="InvalidDataException">There are several.</exception>
    internal string? Find(params IReadOnlyList<string> names)
    {
        var found = Columns.Where(c => names.Contains(c, StringComparer.OrdinalIgnoreCase)).ToArray();
        return found.Length <= 1 ? found.FirstOrDefault() : throw new InvalidDataException(
            $"'{_path}' has the columns '{found[0]}' and '{found[1]}'; expected one of them. Rename or remove the other.");
    }

    private int Index(string column)
    {
        // Names may differ by a blank only.
        var index = Header.ToList().IndexOf(column);
        index = index >= 0 ? index : Columns.ToList().IndexOf(column);
        return index >= 0
            ? index + _first
            : throw new InvalidDataException($"'{_path}' has no column '{column}'; it has {string.Join(", ", Columns)}.");
    }
}
