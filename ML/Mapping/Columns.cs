using Microsoft.ML.Transforms.Image;

namespace Transfer.ML;

/// <summary>Looks columns up, and says in a sentence what is wrong with them.</summary>
internal static class Columns
{
    /// <param name="use">What it is for, such as <c>images</c>.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string use) =>
        schema.GetColumnOrNull(name) ?? throw Missing(name, use, schema.Select(c => c.Name));

    /// <inheritdoc cref="Find(DataViewSchema, string, string)"/>
    public static SchemaShape.Column Find(SchemaShape shape, string name, string use)
    {
        var found = shape.Where(c => c.Name == name).ToArray();
        return found.Length > 0 ? found[0] : throw Missing(name, use, shape.Select(c => c.Name));
    }

    /// <summary>Whether a column has paths of images, or images.</summary>
    public static bool AreImages(DataViewType type) => type is TextDataViewType or ImageDataViewType;

    /// <summary>The type of a column of a shape, without its length.</summary>
    public static string Describe(SchemaShape.Column column) =>
        column.Kind == SchemaShape.Column.VectorKind.Scalar ? $"{column.ItemType}" : $"a vector of {column.ItemType}";

    /// <summary>A shape with more columns, which replace those of the same name.</summary>
    public static SchemaShape Add(SchemaShape shape, IReadOnlyList<DataViewSchema.DetachedColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns);
        var added = HiddenMembers.ShapeOf(builder.ToSchema());
        var names = added.Select(c => c.Name).ToHashSet();
        return new SchemaShape(shape.Where(c => !names.Contains(c.Name)).Concat(added));
    }

    private static ArgumentException Missing(string name, string use, IEnumerable<string> names) =>
        new($"There is no column '{name}' for the {use}; received the columns {string.Join(", ", names.Distinct())}. Name one of them.");
}
