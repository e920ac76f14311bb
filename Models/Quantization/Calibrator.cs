using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models.Quantization;

/// <summary>Measures the ranges of activations on calibration images.</summary>
internal static class Calibrator
{
    /// <param name="model">The network, which takes <c>[N, 3, size, size]</c>.</param>
    /// <param name="tensors">The activations.</param>
    /// <param name="images">The images, <c>[3, size, size]</c> each.</param>
    /// <param name="size">Their height and width.</param>
    public static Dictionary<string, ActivationHistogram> Measure(
        ModelProto model, IReadOnlyList<string> tensors, IReadOnlyList<float[]> images, int size, CancellationToken cancellation)
    {
        var probe = model.Clone();
        var (known, input) = (probe.Graph.Output.Select(o => o.Name).ToHashSet(), probe.Graph.Input[0].Name);
        string[] computed = [.. tensors.Where(t => t != input)];
        // An output without a type gets it from ONNX Runtime.
        probe.Graph.Output.AddRange(computed.Where(t => !known.Contains(t)).Select(t => new ValueInfoProto { Name = t }));
        using var session = QuietSession.Open(probe);
        using var options = new RunOptions();
        var histograms = tensors.ToDictionary(t => t, _ => new ActivationHistogram());
        foreach (var isCounting in new[] { false, true })
        {
            foreach (var image in images)
            {
                cancellation.ThrowIfCancellationRequested();
                using var value = OrtValue.CreateTensorValueFromMemory(image, [1, 3, size, size]);
                using var results = session.Run(options, [input], [value], computed);
                foreach (var (name, result) in computed.Zip(results))
                {
                    Note(name, result.GetTensorDataAsSpan<float>());
                }

                if (histograms.ContainsKey(input))
                {
                    Note(input, image);
                }
            }

            void Note(string name, ReadOnlySpan<float> values)
            {
                if (isCounting)
                {
                    histograms[name].Count(values);
                }
                else
                {
                    histograms[name].Widen(values);
                }
            }
        }

        return histograms;
    }
}
