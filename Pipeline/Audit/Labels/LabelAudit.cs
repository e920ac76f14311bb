namespace Transfer.Pipeline.Audit;

/// <summary>Finds labels that are probably wrong.</summary>
internal static class LabelAudit
{
    // Below it, nothing is worth a look.
    private const double Listed = 0.02;

    /// <summary>The labels in doubt, the most probably wrong first; those of equal probability by the margin.</summary>
    public static IEnumerable<AuditFinding> Find(AuditImages images, LabelModel model)
    {
        if (model is not { Joint: { } joint, Noise: { } noise, Outputs: { } outputs })
        {
            yield break;
        }

        foreach (var image in Enumerable.Range(0, images.Count).Where(outputs.Has)
            .OrderByDescending(i => noise.Wrong(i, images.Labels[i])).ThenBy(i => Margin(images, outputs, i)).ThenBy(i => images.Names[i]))
        {
            var wrong = noise.Wrong(image, images.Labels[image]);
            if (wrong < Listed && !joint.IsOffDiagonal(image))
            {
                continue;
            }

            var (label, other) = ((int)images.Labels[image], Other(images, noise, image));
            var row = outputs.Row(image);
            var proposed = wrong >= LabelModel.MoreProbablyWrong ? images.Classes[other] : "";
            yield return images.Finding(image, FindingKind.Label, "", wrong, proposed) with
            {
                Detail = FormattableString.Invariant(
                    $"predicted: {images.Classes[other]} {row[other]:F3}, {images.Classes[label]} {row[label]:F3}"),
            };
        }
    }

    /// <summary>The probability of the label less the largest of another class.</summary>
    private static double Margin(AuditImages images, OutOfFold outputs, int image)
    {
        var row = outputs.Row(image);
        var (label, most) = ((int)images.Labels[image], 0f);
        for (var other = 0; other < row.Length; other++)
        {
            most = other == label ? most : Math.Max(most, row[other]);
        }

        return row[label] - most;
    }

    /// <summary>The most probable class that is not the label.</summary>
    private static int Other(AuditImages images, LabelNoise noise, int image)
    {
        var row = noise.Row(image);
        var label = (int)images.Labels[image];
        var best = label == 0 ? 1 : 0;
        for (var other = 0; other < row.Length; other++)
        {
            best = other != label && row[other] > row[best] ? other : best;
        }

        return best;
    }
}
