using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace Transfer.Models.Training;

/// <summary>A hash of the weights that training must not change: all below the cut, and BatchNormalization statistics above.</summary>
/// <param name="Tensors">The number of tensors.</param>
/// <param name="Sha256">SHA-256 of their names and values, in hexadecimal.</param>
public sealed record FrozenWeights(int Tensors, string Sha256)
{
    /// <summary>Hashes the frozen weights.</summary>
    /// <param name="graph">The network before training, or the exported one after it.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="trained">The part above it.</param>
    public static FrozenWeights Of(OnnxGraph graph, CutPoint cut, TrainableGraph trained)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        ArgumentNullException.ThrowIfNull(trained);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0;
        var below = graph.Below(cut.Tensors).Model.Graph.Initializer.Where(t => t.IsFloat());
        foreach (var tensor in below.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            Add(tensor.Name, tensor.RawData.Span);
        }

        foreach (var (name, value) in trained.Frozen.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            using var scope = torch.NewDisposeScope();
            Add(name, value.detach().cpu().contiguous().bytes);
        }

        return new FrozenWeights(count, Convert.ToHexStringLower(hash.GetHashAndReset()));

        void Add(string name, ReadOnlySpan<byte> values)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(values);
            count++;
        }
    }
}
