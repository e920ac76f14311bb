namespace Transfer.Pipeline.Audit;

/// <summary>Finds labels that are probably wrong.</summary>
internal static class LabelAudit
{
    /// <summary>From this probability on a label is more probably wrong than right, and another one is proposed.</summary>
    public const double Recommended = 0.5;

    // Below it, nothing is worth a look.
    private const double Listed = 0.02;

    /// <summary>The labels in doubt, the most probably wrong first; those of equal probability by the margin.</summary>
    public static IEnumerable<AuditFinding> Find(AuditImages images, OutOfFold outputs, ConfidentJoint joint, LabelNoise noise)
    {
        foreach (var image in Enumerable.Range(0, images.Count).Where(outputs.Has)
            .OrderByDescending(i => Wrong(images, noise, i)).ThenBy(i => Margin(images, outputs, i)).ThenBy(i => images.Names[i]))
        {
            var wrong = Wrong(images, noise, image);
            if (wrong < Listed && !joint.IsOffDiagonal(image))
            {
                continue;
            }

            var (label, other) = ((int)images.Labels[image], Other(images, noise, image));
            var row = outputs.Row(image);
            yield return images.Finding(image, FindingKind.Label, "", wrong, wrong >= Recommended ? images.Classes[other] : "") with
            {
                Detail = FormattableString.Invariant(
                    $"{images.Classes[other]} {row[other]:F3}, {images.Classes[label]} {row[label]:F3} by heads that were not trained on it"),
            };
        }
    }

    /// <summary>The probability that a label is wrong.</summary>
    private static double Wrong(AuditImages images, LabelNoise noise, int image) => 1 - noise.Row(image)[(int)images.Labels[image]];

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
