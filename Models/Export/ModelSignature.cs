using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Transfer.Models.Export;

/// <summary>Checks that the inputs and outputs of an exported network are those that its metadata say.</summary>
internal static class ModelSignature
{
    /// <param name="session">The network.</param>
    /// <param name="metadata">The metadata of its file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>
    /// The output and its numbers for a sample: one for each class, or, in files of earlier versions, one alone for the second of two.
    /// </returns>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public static (string Name, int Count) Check(InferenceSession session, ModelMetadata metadata, string path)
    {
        var size = metadata.ImageSize;
        int[] input = metadata.Features is { } features ? [-1, features] : [-1, 3, size, size];
        if (session.InputMetadata.Values.ToArray() is not [var images] || !Fits(images, input))
        {
            throw Differs(path, "takes", session.InputMetadata, $"one input {Text(input)} of floats, as its metadata say");
        }

        int[] outputs = metadata is { Targets: TargetKind.Classes, Classes.Count: 2 } ? [2, 1] : [metadata.Classes.Count];
        var expected = OutputNodes.NameOf(metadata.Targets);
        // Earlier versions called values so, too.
        foreach (var name in new[] { expected, OutputNodes.Probabilities })
        {
            if (session.OutputMetadata.TryGetValue(name, out var output)
                && Array.Find(outputs, count => Fits(output, [-1, count])) is > 0 and var found)
            {
                return (name, found);
            }
        }

        throw Differs(
            path, "returns", session.OutputMetadata, $"'{expected}' {Text([-1, outputs[0]])} for its {metadata.Classes.Count:N0} names");
    }

    private static bool Fits(NodeMetadata tensor, ReadOnlySpan<int> shape) =>
        tensor.IsTensor && tensor.ElementDataType == TensorElementType.Float && tensor.Dimensions.Length > 0
        && tensor.Dimensions[0] is -1 or 1 && tensor.Dimensions.AsSpan(1).SequenceEqual(shape[1..]);

    /// <summary>Whether the network takes one sample at a time.</summary>
    public static bool TakesOne(InferenceSession session) => session.InputMetadata.Values.First().Dimensions[0] == 1;

    private static InvalidDataException Differs(
        string path, string verb, IReadOnlyDictionary<string, NodeMetadata> tensors, string expected)
    {
        var found = string.Join(" and ", tensors.Select(t => $"'{t.Key}' {(t.Value.IsTensor ? Text(t.Value.Dimensions) : "")}".TrimEnd()));
        return new($"'{path}' {verb} {found}; expected {expected}. Export the model again.");
    }

    private static string Text(int[] shape) => $"[{string.Join(", ", shape.Select(d => d < 0 ? "N" : $"{d}"))}]";
}
