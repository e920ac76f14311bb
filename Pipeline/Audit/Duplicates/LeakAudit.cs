namespace Transfer.Pipeline.Audit;

/// <summary>Measures what leaks do to the accuracy: a head is trained on the training images and measured with and without them.</summary>
internal static class LeakAudit
{
    /// <param name="groups">The group of each image; images of a group are the same.</param>
    public static IEnumerable<LeakEffect> Measure(AuditImages images, int[] groups, FoldHeads heads, RunContext context)
    {
        int[] train = [.. RowsOf(SplitNames.Train)];
        var trained = train.Select(row => groups[heads.Images[row]]).ToHashSet();
        foreach (var split in new[] { SplitNames.Validation, SplitNames.Test })
        {
            int[] rows = [.. RowsOf(split)];
            bool[] isLeaked = Array.ConvertAll(rows, row => trained.Contains(groups[heads.Images[row]]));
            var leaked = isLeaked.Count(l => l);
            if (leaked == 0)
            {
                continue;
            }

            var fold = new Fold(0, 1, train, rows);
            bool[] isRight = [.. heads.Predicted(heads.Train([fold], context with { Progress = null })[0], fold)
                .Zip(rows, (predicted, row) => predicted == heads.Table.Labels[row])];
            var without = isRight.Where((_, i) => !isLeaked[i]).ToArray();
            yield return new LeakEffect(
                split, leaked, new Accuracy(isRight.Count(r => r), isRight.Length),
                without.Length == 0 ? null : new Accuracy(without.Count(r => r), without.Length));
        }

        IEnumerable<int> RowsOf(string split) =>
            Enumerable.Range(0, heads.Images.Length).Where(row => images.SplitOf(heads.Images[row]) == split);
    }
}
