namespace Transfer.Tests.FeatureCache;

public sealed class FeatureRecipeTests
{
    [Fact]
    public void A_changed_value_or_name_and_a_text_moved_to_the_next_part_change_the_hash()
    {
        FeatureRecipe[] recipes =
        [
            Recipe(("ab", "c"), ("d", "e")),
            Recipe(("ab", "x"), ("d", "e")),
            Recipe(("ax", "c"), ("d", "e")),
            Recipe(("a", "bc"), ("d", "e")),
            Recipe(("ab", "cd"), ("e", "")),
            Recipe(("ab", ""), ("cd", "e")),
            Recipe(("ab", "c")),
            Recipe(("ab", "c"), ("d", "e"), ("f", "")),
        ];
        Assert.Equal(recipes.Length, recipes.Select(recipe => recipe.Hash).Distinct().Count());
    }

    [Fact]
    public void The_order_of_the_parts_is_kept_for_reading_but_does_not_change_the_hash()
    {
        var recipe = Recipe(("z", "1"), ("a", "2"));
        Assert.Equal(Recipe(("a", "2"), ("z", "1")).Hash, recipe.Hash);
        Assert.Equal(["z", "a"], recipe.Parts.Keys);
    }

    [Fact]
    public void Parts_that_cannot_be_told_apart_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Recipe());
        Assert.Throws<ArgumentException>(() => Recipe(("a", "1"), ("a", "2")));
        Assert.Throws<ArgumentException>(() => Recipe(("", "1")));
        Assert.ThrowsAny<ArgumentException>(() => Recipe(("a", "\ud800")));
    }

    [Fact]
    public void A_hash_is_the_SHA_256_of_the_standard_and_survives_its_text()
    {
        var hash = ContentHash.Of("abc"u8);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash.ToString());
        Assert.Equal(hash, ContentHash.Parse(hash.ToString()));
        Assert.NotEqual(hash, ContentHash.Of("abd"u8));
        Assert.Throws<FormatException>(() => ContentHash.Parse(hash.ToString()[1..]));
        Assert.Throws<FormatException>(() => ContentHash.Parse("g" + hash.ToString()[1..]));
    }

    private static FeatureRecipe Recipe(params (string Name, string Value)[] parts)
        => new(parts.Select(part => KeyValuePair.Create(part.Name, part.Value)));
}
