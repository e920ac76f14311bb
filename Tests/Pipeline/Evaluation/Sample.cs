using Transfer.Pipeline;

namespace Transfer.Tests.Pipeline;

/// <summary>Predictions made by hand.</summary>
internal static class Sample
{
    public static Predictions Of(ProblemKind kind, int targets, float[] outputs, float[] truth, ProblemOptions? options = null)
    {
        var problem = Problem.Choose(kind, targets, options);
        return new Predictions
        {
            Problem = problem,
            Names = [.. "abcdefgh".Select(c => c.ToString()).Take(targets)],
            Samples = [.. Enumerable.Range(0, outputs.Length / problem.Outputs).Select(i => $"validation/{i:D3}.jpg")],
            Outputs = outputs,
            Targets = truth,
        };
    }
}
