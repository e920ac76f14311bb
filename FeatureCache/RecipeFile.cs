using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transfer.FeatureCache;

/// <summary>The <c>recipe.json</c> beside the shards: for people, and to notice a recipe that leaves something out.</summary>
internal static class RecipeFile
{
    private const string Name = "recipe.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the file when it is missing or unreadable, and otherwise checks that it says the same.</summary>
    /// <exception cref="InvalidDataException">It names another recipe or another shape.</exception>
    public static void Ensure(string folder, FeatureRecipe recipe, int[] shape, FeatureRowType type)
    {
        var path = Path.Combine(folder, Name);
        var content = new Content(recipe.Hash.ToString(), FeatureRecipe.FormatVersion, shape, TypeName(type), new(recipe.Parts));
        if (Read(path) is not { } found)
        {
            WholeFile.WriteNamed(path, JsonSerializer.SerializeToUtf8Bytes(content, Json));
            return;
        }

        if (found.Recipe != content.Recipe)
        {
            throw new InvalidDataException(
                $"'{path}' belongs to the recipe {found.Recipe}, but {content.Recipe} was asked for; delete that folder or choose another with --cache FOLDER.");
        }

        if (!found.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new InvalidDataException(
                $"'{path}' holds rows of shape [{string.Join(", ", found.Shape)}], but [{string.Join(", ", shape)}] was asked for with the same recipe; add to the recipe what makes the two differ.");
        }

        // Older files name no type; they are all of one.
        if ((found.Type ?? TypeName(FeatureRowType.Float32)) != content.Type)
        {
            throw new InvalidDataException(
                $"'{path}' holds rows of type {found.Type ?? TypeName(FeatureRowType.Float32)}, but {content.Type} was asked for with the same recipe; add the type to the recipe.");
        }
    }

    private static string TypeName(FeatureRowType type) => type == FeatureRowType.Float16 ? "float16" : "float32";

    private static Content? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Json) is { Recipe: not null, Shape: not null } content
                ? content
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    private sealed record Content(string Recipe, int FormatVersion, int[] Shape, string? Type, OrderedDictionary<string, string> Parts);
}
