namespace Transfer.Models;

/// <summary>The file of a network.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="RandomWeights">The seed of weights that have no data.</param>
/// <param name="AllowOutsideData">Whether external weights may lie outside its folder.</param>
/// <param name="Input">The input that takes images, as the file describes it.</param>
internal sealed record NetworkFile(string Path, long? RandomWeights, bool AllowOutsideData, ImageInput Input);
