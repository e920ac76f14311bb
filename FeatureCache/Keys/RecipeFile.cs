using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transfer.FeatureCache;

/// <summary>The <c>recipe.json</c> beside the shards: for people, for tools, and to notice a recipe that leaves something out.</summary>
internal sealed record RecipeFile
{
    public const string Name = "recipe.json";

    private const string Float16 = "float16";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string Recipe { get; init; }

    public int FormatVersion { get; init; }

    public required int[] Shape { get; init; }

    /// <summary>Null in older files, which are all of float32.</summary>
    public string? Type { get; init; }

    public required OrderedDictionary<string, string> Parts { get; init; }

    public OrderedDictionary<string, string>? Hints { get; init; }

    public FeatureRowType RowType => Type == Float16 ? FeatureRowType.Float16 : FeatureRowType.Float32;

    /// <summary>
    /// Writes the file when it is missing, unreadable or has other hints, and otherwise checks that it says the same. No hints leave
    /// those that are there.
    /// </summary>
    /// <exception cref="InvalidDataException">It names another recipe, another shape or another type.</exception>
    public static void Ensure(string folder, FeatureRecipe recipe, int[] shape, FeatureStoreOptions options)
    {
        var path = Path.Combine(folder, Name);
        var content = new RecipeFile
        {
            Recipe = recipe.Hash.ToString(),
            FormatVersion = FeatureRecipe.FormatVersion,
            Shape = shape,
            Type = NameOf(options.Type),
            Parts = new(recipe.Parts),
            Hints = options.Hints is null ? null : new(options.Hints),
        };
        var found = TryRead(folder);
        if (found is not null)
        {
            Check(path, found, content);
            content = content with { Hints = content.Hints ?? found.Hints };
            if (HaveSameHints(found, content))
            {
                return;
            }
        }

        try
        {
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content, Json));
        }
        catch (Exception error) when (found is not null && error is IOException or UnauthorizedAccessException)
        {
            // Hints alone are not worth a failure: a read-only cache can be read.
        }
    }

    /// <summary>Null when there is no such file or it is damaged.</summary>
    public static RecipeFile? TryRead(string folder)
    {
        try
        {
            var content = JsonSerializer.Deserialize<RecipeFile>(File.ReadAllBytes(Path.Combine(folder, Name)), Json);
            return content is { Recipe: not null, Shape: not null, Parts: not null } ? content : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    public FeatureRecipe ToRecipe() => new(Parts);

    public ShardFormat ToFormat() => new(ToRecipe().Hash, Shape, RowType);

    private static string NameOf(FeatureRowType type) => type == FeatureRowType.Float16 ? Float16 : "float32";

    private static void Check(string path, RecipeFile found, RecipeFile asked)
    {
        if (found.Recipe != asked.Recipe)
        {
            throw new InvalidDataException(
                $"'{path}' belongs to the recipe {found.Recipe}, but {asked.Recipe} was asked for. " +
                "Delete that folder, or choose another cache folder.");
        }

        if (!found.Shape.AsSpan().SequenceEqual(asked.Shape))
        {
            throw new InvalidDataException(
                $"'{path}' holds rows of shape [{string.Join(", ", found.Shape)}], but [{string.Join(", ", asked.Shape)}] was asked for " +
                "with the same recipe. Add to the recipe what makes the two differ.");
        }

        if (found.RowType != asked.RowType)
        {
            throw new InvalidDataException(
                $"'{path}' holds rows of type {NameOf(found.RowType)}, but {asked.Type} was asked for with the same recipe. " +
                "Add the type to the recipe.");
        }
    }

    private static bool HaveSameHints(RecipeFile one, RecipeFile other)
    {
        return Sorted(one).SequenceEqual(Sorted(other));

        static IEnumerable<KeyValuePair<string, string>> Sorted(RecipeFile file) =>
            (file.Hints ?? []).OrderBy(hint => hint.Key, StringComparer.Ordinal);
    }
}
