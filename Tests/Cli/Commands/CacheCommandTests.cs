using System.Globalization;
using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class CacheCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Image => Path.Combine(_folder.Path, "data", "cats", "0.png");

    private string Features => Path.Combine(_folder.Path, "cache", "features");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Stats_list_every_recipe_with_its_rows_and_say_the_same_as_JSON()
    {
        Extract();
        Extract("--pool", "max", "--dtype", "float16", "--views", "2");
        var output = Cache(0, "stats").Output;
        Assert.Contains("tiny", output, StringComparison.Ordinal);
        Assert.Contains("relu2", output, StringComparison.Ordinal);
        Assert.Contains("augmented", output, StringComparison.Ordinal);
        Assert.Contains(": 20 rows in 3 shards, ", output, StringComparison.Ordinal);

        var recipes = JsonDocument.Parse(Cache(0, "stats", "--json").Output).RootElement.GetProperty("recipes").EnumerateArray().ToList();
        Assert.Equal([("Average", "float32", 5), ("Max", "float16", 5), ("Max", "float16", 10)], recipes
            .Select(recipe => (
                recipe.GetProperty("pooling").GetString(), recipe.GetProperty("type").GetString(), recipe.GetProperty("rows").GetInt32()))
            .Order());
        Assert.All(recipes, recipe => Assert.Equal(5, recipe.GetProperty("images").GetInt32()));
        var cache = Path.Combine(_folder.Path, "cache");
        Assert.Equal(
            new[] { "paths", "outcomes" }
                .SelectMany(name => Directory.GetFiles(Path.Combine(cache, name), "*", SearchOption.AllDirectories))
                .Sum(file => new FileInfo(file).Length),
            JsonDocument.Parse(Cache(0, "stats", "--json").Output).RootElement.GetProperty("indexBytes").GetInt64());
    }

    [Fact]
    public void An_empty_cache_is_said_to_be_empty()
    {
        Assert.Equal($"The cache in {_folder.Path}/cache is empty.", Cache(0, "stats").Output.Trim());
        Extract();
        Assert.Contains("There is no image", Cache(1, "why", "nothing.png").Error, StringComparison.Ordinal);
        Directory.Delete(Features, recursive: true);
        Assert.Contains(
            "Not cached: no recipe in the cache has an image with these bytes.", Cache(0, "why", Image).Output, StringComparison.Ordinal);
        Assert.Contains("Not cached: the cache is empty.", Why("--pool", "avg"), StringComparison.Ordinal);
    }

    [Fact]
    public void Why_names_the_part_of_the_key_that_differs_from_the_nearest_entry()
    {
        Extract("--views", "2", "--augment", "keras");
        Assert.Contains(
            "Cached: tiny up to 'relu2' at 32 px, pooling Average, float32, unaugmented images",
            Cache(0, "why", Image).Output, StringComparison.Ordinal);
        Assert.Contains("augmented views", Cache(0, "why", Image).Output, StringComparison.Ordinal);
        Assert.Contains("the image itself.", Why("--pool", "avg"), StringComparison.Ordinal);
        Assert.EndsWith("the recipe differs in pooling: Average there, None asked.", Why("--pool", "none"), StringComparison.Ordinal);
        Assert.Contains("Nearest: the same image in tiny", Why("--pool", "none"), StringComparison.Ordinal);
        Assert.EndsWith("the recipe differs in image size: 32 there, 40 asked.", Why("--image-size", "40"), StringComparison.Ordinal);
        Assert.EndsWith(
            "the recipe differs in numeric type: float32 there, float16 asked.", Why("--dtype", "float16"), StringComparison.Ordinal);
        Assert.EndsWith("view 3 is missing; there are views 1, 2.", Why("--views", "3", "--augment", "keras"), StringComparison.Ordinal);
        Assert.EndsWith(
            "the recipe differs in augmentation: rotation-range=40 there, rotation-range=12 asked.",
            Why("--views", "2", "--augment", "keras;rotation-range=12"),
            StringComparison.Ordinal);

        var deeper = TinyModels.Create(graph =>
        {
            TinyModels.AddConv(graph, "relu2", "conv3", 16, 8, 3);
            graph.Output.Add(ProtoExtensions.FloatValue("conv3"));
        }).Save(_folder, "deeper.onnx");
        Assert.Contains(
            "the recipe differs in base: ",
            Cache(0, "why", Image, "--model", deeper, "--preprocessing", "tf").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_says_that_a_files_bytes_have_changed_since_they_were_recorded()
    {
        Extract();
        await SettledFiles.Wait(Path.Combine(_folder.Path, "data"));
        Extract();
        File.AppendAllText(Image, "x");
        var output = Cache(0, "why", Image).Output;
        Assert.Contains("Not cached: no recipe", output, StringComparison.Ordinal);
        Assert.Matches(
            $"The file's bytes differ from those recorded for this path on {DateTime.UtcNow.Year}-.*, of which 1 recipe has features.",
            output);
        Assert.Contains(
            "Not cached: the cache has such features of 5 images, but not of these bytes.",
            Why("--pool", "avg"), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_renames_a_damaged_shard_and_fails_and_its_rows_are_computed_again()
    {
        Extract();
        Assert.StartsWith("Read 1 shards again, ", Cache(0, "verify").Output, StringComparison.Ordinal);
        var shard = Shard();
        var bytes = File.ReadAllBytes(shard);
        bytes[^100] ^= 1;
        File.WriteAllBytes(shard, bytes);
        var (_, output, error) = Cache(1, "verify", "--sample", "1%");
        Assert.Contains("1 is damaged.", output, StringComparison.Ordinal);
        Assert.Contains($"The shard '{Path.GetFileName(shard)}' is damaged: its SHA-256 is ", error, StringComparison.Ordinal);
        Assert.Contains("Features: 5 rows extracted, 0 from the cache", Extract(), StringComparison.Ordinal);
        Assert.Contains("Removed damaged and abandoned files of ", Cache(0, "prune", "--leftovers").Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.ChangeExtension(shard, ".damaged")));
    }

    [Fact]
    public void Verify_extracts_a_sample_again_and_finds_rows_that_are_not_what_the_network_gives()
    {
        Extract("--views", "1");
        var output = Recompute(0, "--views", "1").Output;
        Assert.Contains("Computed 10 rows again", output, StringComparison.Ordinal);
        Assert.Contains(
            "The cache has such features of none of the 5 images", Recompute(1, "--pool", "none").Error, StringComparison.Ordinal);

        // The same keys with other numbers, whole by their hashes.
        var recipe = CachedRecipe.FindAll(Features).Single(recipe => recipe.Recipe.Parts["augmentation"] == "none");
        var keys = recipe.ReadKeys().Keys.Select(image => new FeatureKey(image, 0)).ToArray();
        recipe.Remove();
        using (var store = FeatureStore.Open(Features, recipe.Recipe, [.. recipe.Shape]))
        using (var writer = store.CreateWriter())
        {
            Array.ForEach(keys, key => writer.Append(key, new float[16]));
        }

        var error = Recompute(1).Error;
        Assert.Equal(5, error.TrimEnd().Split('\n').Length);
        Assert.Contains(
            "view 0: the cached features differ from computed ones by 1 of the largest; at most 0.002 was expected.",
            error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compact_merges_and_says_so()
    {
        Extract();
        var recipe = CachedRecipe.FindAll(Features).Single();
        using (var store = FeatureStore.Open(Features, recipe.Recipe, [.. recipe.Shape]))
        using (var writer = store.CreateWriter())
        {
            writer.Append(new FeatureKey(ContentHash.Of("more"u8), 0), new float[16]);
        }

        Assert.StartsWith("Merged 2 small shards: 2 shards became 1, ", Cache(0, "compact").Output, StringComparison.Ordinal);
        Assert.Equal("Nothing to merge: 1 shards.", Cache(0, "compact").Output.Trim());
    }

    [Fact]
    public void Prune_removes_by_age_by_size_by_network_and_by_images_and_tells_before_it_does()
    {
        Extract();
        Extract("--pool", "max");
        Assert.Equal("Nothing to remove.", Cache(0, "prune", "--older-than", "1h").Output.Trim());
        var old = CachedRecipe.FindAll(Features).Single(recipe => recipe.Recipe.Parts["pooling"] == "Max").Folder;
        File.SetLastWriteTimeUtc(Path.Combine(old, "last-use"), DateTime.UtcNow.AddDays(-40));
        Assert.Contains(
            "it was last used 40 days ago.", Cache(0, "prune", "--older-than", "30d", "--dry-run").Output, StringComparison.Ordinal);
        Assert.Contains("That would free ", Cache(0, "prune", "--max-size", "1kB", "--dry-run").Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(old));
        Assert.Matches("Removed .*40 days ago.\nFreed .* kB.", Cache(0, "prune", "--older-than", "30d").Output);
        Assert.False(Directory.Exists(old));

        var model = Path.Combine(_folder.Path, "tiny.onnx");
        Assert.Equal(
            "Nothing to remove.",
            Cache(0, "prune", "--model", model, "--orphaned", "--data", Path.Combine(_folder.Path, "data")).Output.Trim());
        File.Delete(Image);
        Assert.Contains(
            "Removed 1 rows of ", Cache(0, "prune", "--data", Path.Combine(_folder.Path, "data")).Output, StringComparison.Ordinal);
        Assert.Contains(
            "its network is none of those to keep.",
            Cache(0, "prune", "--model", "efficientnet-lite0", "--dry-run").Output, StringComparison.Ordinal);
        File.Delete(model);
        Assert.Contains($"its network '{model}' is gone.", Cache(0, "prune", "--orphaned").Output, StringComparison.Ordinal);
        Assert.Empty(CachedRecipe.FindAll(Features));
    }

    [Fact]
    public void Prune_removes_outcomes_of_decoders_that_this_build_does_not_have_and_keeps_its_own()
    {
        Extract();
        var own = Directory.GetDirectories(Path.Combine(_folder.Path, "cache", "outcomes")).Single();
        var old = Path.GetDirectoryName(_folder.Write("cache/outcomes/0123456789abcdef/0.outcomes", new byte[2000]))!;
        Assert.Equal(
            "Would remove abandoned and outdated files of the indexes, 2.0 kB.\nThat would free 2.0 kB.",
            Cache(0, "prune", "--leftovers", "--dry-run").Output.Trim());
        Assert.True(Directory.Exists(old));
        Assert.EndsWith("Freed 2.0 kB.", Cache(0, "prune", "--leftovers").Output.Trim(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(old));
        Assert.NotEmpty(Directory.GetFiles(own));
    }

    [Fact]
    public void The_recipe_used_least_recently_goes_first_when_there_is_too_much()
    {
        Extract();
        Extract("--pool", "max");
        var (recent, old) = (CachedRecipe.FindAll(Features)[0], CachedRecipe.FindAll(Features)[1]);
        var limit = recent.MeasureBytes().ToString(CultureInfo.InvariantCulture);
        Cache(0, "prune", "--max-size", limit);
        Assert.Equal([recent.Folder], CachedRecipe.FindAll(Features).Select(recipe => recipe.Folder));
        Assert.False(Directory.Exists(old.Folder));
    }

    [Theory]
    [InlineData(
        "Nothing says what may be removed (--older-than, --max-size, --model, --data, --orphaned, --leftovers). "
        + "Give an age (30d), a total size (10GB),",
        "prune")]
    [InlineData("'30x' is not an age. Expected such as 30d, 12h or 4w.", "prune", "--older-than", "30x")]
    [InlineData("'much' is not a size. Expected such as 10GB, 500 MB or 4096.", "prune", "--max-size", "much")]
    [InlineData("There is no folder 'nowhere'. Give a folder of images to keep,", "prune", "--data", "nowhere")]
    [InlineData("There is no model file 'none.onnx'.", "prune", "--model", "none.onnx")]
    [InlineData("'0%' is no share for --sample. Expected more than 0% and at most 100%, such as 1%.", "verify", "--sample", "0%")]
    [InlineData("'7' is no share for --recompute.", "verify", "--recompute", "7")]
    [InlineData(
        "--recompute needs images. Give their folder, as in 'transfer cache verify PHOTOS --recompute 1%',",
        "verify", "--recompute", "1%")]
    public void Bad_options_are_said_in_a_sentence(string sentence, params string[] arguments)
        => Assert.StartsWith(
            $"Error: {sentence}", Cache(arguments.Contains("none.onnx") ? 1 : 2, arguments).Error, StringComparison.Ordinal);

    private string Shard() => Directory.GetFiles(Features, "*.arrow", SearchOption.AllDirectories).Single();

    private string Why(params string[] options) => Cache(0, ["why", Image, .. Model(), .. options]).Output.TrimEnd();

    private (int Code, string Output, string Error) Recompute(int code, params string[] options)
        => Cache(code, ["verify", Path.Combine(_folder.Path, "data"), "--recompute", "100%", .. Model(), .. options]);

    private string[] Model() => ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf"];

    private (int Code, string Output, string Error) Cache(int code, params string[] arguments)
    {
        var result = TransferCommand.Run(["cache", .. arguments, "--cache", Path.Combine(_folder.Path, "cache")]);
        Assert.True(result.Code == code, result.Output + result.Error);
        return result;
    }

    private string Extract(params string[] options)
    {
        for (var image = 0; image < 5; image++)
        {
            var path = _folder.File("data", "cats", $"{image}.png");
            if (!File.Exists(path))
            {
                File.WriteAllBytes(path, ImageFactory.Png(9 + image, 9));
            }
        }

        var (code, output, error) = TransferCommand.Run(
        [
            "extract", Path.Combine(_folder.Path, "data"), .. Model(), "--cache", _folder.File("cache"),
            "--outcomes", Path.Combine(_folder.Path, "outcomes.csv"), .. options,
        ]);
        Assert.True(code == 0, error);
        return output;
    }
}
