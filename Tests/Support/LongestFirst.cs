using Transfer.Tests.Cli;
using Transfer.Tests.Docs;
using Transfer.Tests.FeatureCache;
using Transfer.Tests.Models;
using Transfer.Tests.Models.Training.Operators;
using Transfer.Tests.Pipeline;
using Transfer.Tests.Pipeline.Prediction;
using Transfer.Tests.Serving;
using Transfer.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Transfer.Tests.Support;

/// <summary>Begins with the classes that take longest, so that no core waits for the last of them at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(DocumentCommandTests), typeof(TelemetryTests), typeof(PageTests), typeof(DownloadQuestionTests), typeof(KilledWriterTests),
        typeof(OperatorTests), typeof(FineTuningTests), typeof(DisposalTests), typeof(ReportTests),
    ];

    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    private static int Place(string name)
    {
        var place = Array.FindIndex(Longest, type => name.Contains($"{type.FullName} ", StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
