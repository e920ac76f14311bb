namespace Transfer.Pipeline.Audit;

/// <summary>Images that are the same.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Images">The indices of the images.</param>
/// <param name="Similarity">The similarity of each image to the one that is most like it in the group; 1 for the same bytes.</param>
internal sealed record DuplicateGroup(int Number, int[] Images, double[] Similarity);
