namespace Transfer.Pipeline.Audit;

/// <summary>
/// The classes of the nearest neighbours of each image in the features, without those that are the same image. Neighbours know nothing of
/// an image's own label, and do not bend to a few wrong ones as a head does (Wilson: Asymptotic Properties of Nearest Neighbor Rules Using
/// Edited Data, 1972).
/// </summary>
internal static class NeighbourVotes
{
    // As if one more neighbour had a share of every class.
    private const float Prior = 1;

    /// <param name="groups">The group of each image; images of a group are the same.</param>
    /// <param name="isTrusted">Whether the label of each image counts.</param>
    /// <returns>The share of each class, <c>[N, K]</c>.</returns>
    public static float[] Of(AuditImages images, Neighbours neighbours, int[] groups, bool[] isTrusted)
    {
        var classes = images.Classes.Count;
        var shares = new float[images.Count * classes];
        for (var image = 0; image < images.Count; image++)
        {
            var own = shares.AsSpan(image * classes, classes);
            own.Fill(Prior / classes);
            var total = Prior;
            foreach (var (other, _) in neighbours.Row(image))
            {
                if (groups[other] != groups[image] && isTrusted[other])
                {
                    own[(int)images.Labels[other]]++;
                    total++;
                }
            }

            foreach (ref var share in own)
            {
                share /= total;
            }
        }

        return shares;
    }
}
