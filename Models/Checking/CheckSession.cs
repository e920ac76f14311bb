using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Runs a network in ONNX Runtime and gives any of its tensors.</summary>
internal static class CheckSession
{
    public static Dictionary<string, float[]> Run(OnnxGraph graph, IReadOnlyList<string> tensors, float[] images, int count, int size)
    {
        var computed = tensors.Where(t => t != graph.InputName).Distinct().ToArray();
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor(computed);
        var probe = graph.With(nodes, computed.Select(t => new ValueInfoProto { Name = t }));
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(probe.ToByteArray(), options);
        using var input = OrtValue.CreateTensorValueFromMemory(images, [count, 3, size, size]);
        using var run = new RunOptions();
        using var results = session.Run(run, [graph.InputName], [input], computed);
        var values = computed.Zip(results, (name, value) => (name, Values: value.GetTensorDataAsSpan<float>().ToArray())).ToDictionary(p => p.name, p => p.Values);
        values[graph.InputName] = images;
        return values;
    }

    /// <summary>The largest difference relative to the largest expected value; not a number when one of them is not.</summary>
    public static double Difference(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        if (actual.Length != expected.Length)
        {
            return double.PositiveInfinity;
        }

        var (worst, largest) = (0.0, 0.0);
        for (var i = 0; i < actual.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs((double)actual[i] - expected[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }

        return largest == 0 ? worst : worst / largest;
    }
}
