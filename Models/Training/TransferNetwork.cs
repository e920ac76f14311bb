using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>What is trained in fine-tuning: the graph above the cut, pooling and head as one module, features at the cut to logits.</summary>
/// <remarks>Owns the graph and the head.</remarks>
public sealed class TransferNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Pooling _pooling;

    /// <summary>Puts a graph below a head.</summary>
    /// <param name="graph">From the cut to the end of the convolutional base.</param>
    /// <param name="pooling">What becomes of the map at the end.</param>
    /// <param name="head">The head.</param>
    public TransferNetwork(TrainableGraph graph, Pooling pooling, Head head)
        : base(nameof(TransferNetwork))
    {
        (Graph, _pooling, Head) = (graph, pooling, head);
        register_module("graph", graph);
        register_module("head", head);
    }

    /// <summary>The part of the network above the cut.</summary>
    public TrainableGraph Graph { get; }

    /// <summary>The head.</summary>
    public Head Head { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map = Graph.forward(input);
        return Head.forward(Pool(map, _pooling)).MoveToOuterDisposeScope();
    }

    /// <summary>What a head gets of what the base gives.</summary>
    /// <param name="map"><c>[N, C, H, W]</c>, or any other shape, which is flattened.</param>
    /// <returns><c>[N, F]</c>, in the caller's dispose scope.</returns>
    public static Tensor Pool(Tensor map, Pooling pooling) => NotNull(map).dim() != 4 ? map.flatten(1) : pooling switch
    {
        Pooling.Average => map.mean([2, 3]),
        Pooling.Max => map.amax([2, 3]),
        // Rows in the cache are NCHW, and so must these be.
        _ => map.contiguous().flatten(1),
    };

    private static Tensor NotNull(Tensor map) => map ?? throw new ArgumentNullException(nameof(map));
}
