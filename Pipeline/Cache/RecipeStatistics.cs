namespace Transfer.Pipeline;

/// <summary>What a cache has of one recipe.</summary>
/// <param name="Id">The name of its folder, the beginning of the recipe's hash.</param>
/// <param name="Model">The network's name; <c>unknown</c> where nobody noted it.</param>
/// <param name="Cut">Where the features leave the network.</param>
/// <param name="ImageSize">Height and width of the images in pixels.</param>
/// <param name="Pooling">What became of the feature map.</param>
/// <param name="Views">How views are augmented; <c>none</c> for images as they are.</param>
/// <param name="Type">How the numbers lie on disk, <c>float32</c> or <c>float16</c>.</param>
/// <param name="Shape">The shape of one row.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Images">Of how many images.</param>
/// <param name="Shards">In how many files.</param>
/// <param name="Bytes">On how many bytes of disk.</param>
/// <param name="LastUse">When it was used last, in UTC.</param>
public sealed record RecipeStatistics(
    string Id,
    string Model,
    string Cut,
    string ImageSize,
    string Pooling,
    string Views,
    string Type,
    IReadOnlyList<int> Shape,
    int Rows,
    int Images,
    int Shards,
    long Bytes,
    DateTime LastUse);
