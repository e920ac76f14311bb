using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transfer.FeatureCache;

/// <summary>The <c>recipe.json</c> beside the shards: for people, for tools, and to notice a recipe that leaves something out.</summary>
internal sealed record RecipeFile(
    string Recipe, int FormatVersion, int[] Shape, string? Type, OrderedDictionary<string, string> Parts, OrderedDictionary<string, string>? Hints)
{
    public const string Name = "recipe.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Older files name no type; they are all of one.</summary>
    public FeatureRowType RowType => Type == Float16 ? FeatureRowType.Float16 : FeatureRowType.Float32;

    private static string Float16 => "float16";

    /// <summary>
    /// Writes the file when it is missing, unreadable or has other hints, and otherwise checks that it says the same. No hints leave
    /// those that are there.
    /// </summary>
    /// <exception cref="InvalidDataException">It names another recipe, another shape or another type.</exception>
    public static void Ensure(string folder, FeatureRecipe recipe, int[] shape, FeatureRowType type, IReadOnlyDictionary<string, string>? hints)
    {
        var path = Path.Combine(folder, Name);
        var content = new RecipeFile(
            recipe.Hash.ToString(), FeatureRecipe.FormatVersion, shape, NameOf(type), new(recipe.Parts), hints is null ? null : new(hints));
        var found = TryRead(folder);
        if (found is not null)
        {
            Check(path, found, content);
            content = content with { Hints = content.Hints ?? found.Hints };
        }

        if (found is not null && SameHints(found.Hints, content.Hints))
        {
            return;
        }

        try
        {
            AtomicFile.WriteNamed(path, JsonSerializer.SerializeToUtf8Bytes(content, Json));
        }
        catch (Exception error) when (found is not null && error is IOException or UnauthorizedAccessException)
        {
            // Hints alone are not worth a failure: a cache on a medium that is for reading only can be read.
        }
    }

    /// <summary>Null when there is no such file or it is damaged.</summary>
    public static RecipeFile? TryRead(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RecipeFile>(File.ReadAllBytes(Path.Combine(folder, Name)), Json) is { Recipe: not null, Shape: not null, Parts: not null } content
                ? content
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static string NameOf(FeatureRowType type) => type == FeatureRowType.Float16 ? Float16 : "float32";

    private static void Check(string path, RecipeFile found, RecipeFile asked)
    {
        if (found.Recipe != asked.Recipe)
        {
            throw new InvalidDataException(
                $"'{path}' belongs to the recipe {found.Recipe}, but {asked.Recipe} was asked for; delete that folder or choose another with --cache FOLDER.");
        }

        if (!found.Shape.AsSpan().SequenceEqual(asked.Shape))
        {
            throw new InvalidDataException(
                $"'{path}' holds rows of shape [{string.Join(", ", found.Shape)}], but [{string.Join(", ", asked.Shape)}] was asked for with the same recipe; add to the recipe what makes the two differ.");
        }

        if (found.RowType != asked.RowType)
        {
            throw new InvalidDataException(
                $"'{path}' holds rows of type {NameOf(found.RowType)}, but {asked.Type} was asked for with the same recipe; add the type to the recipe.");
        }
    }

    private static bool SameHints(OrderedDictionary<string, string>? one, OrderedDictionary<string, string>? other)
        => (one ?? []).OrderBy(hint => hint.Key, StringComparer.Ordinal).SequenceEqual((other ?? []).OrderBy(hint => hint.Key, StringComparer.Ordinal));
}
