namespace Transfer.Models;

/// <summary>Runs a network in ONNX Runtime and gives any of its tensors.</summary>
internal static class CheckSession
{
    public static Dictionary<string, float[]> Run(OnnxGraph graph, IReadOnlyList<string> tensors, float[] images, int count, int size)
    {
        var computed = tensors.Where(t => t != graph.InputName).Distinct().ToArray();
        var read = GraphProbe.Run(graph, computed, images, count, size, value => value.GetTensorDataAsSpan<float>().ToArray());
        var values = computed.Zip(read).ToDictionary(p => p.First, p => p.Second);
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
