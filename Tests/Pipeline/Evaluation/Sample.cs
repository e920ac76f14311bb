namespace Transfer.Tests.Pipeline;

/// <summary>Predictions made by hand.</summary>
internal static class Sample
{
    public static Predictions Of(TaskKind kind, int targets, float[] outputs, float[] truth, TaskOptions? options = null)
    {
        var task = LearningTask.Choose(kind, targets, options);
        return new Predictions
        {
            Task = task,
            Names = [.. "abcdefgh".Select(c => c.ToString()).Take(targets)],
            Samples = [.. Enumerable.Range(0, outputs.Length / task.Outputs).Select(i => $"validation/{i:D3}.jpg")],
            Outputs = outputs,
            Targets = truth,
        };
    }
}
