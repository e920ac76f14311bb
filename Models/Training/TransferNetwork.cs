using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>A graph above a cut, pooling and a head as one module: features at the cut to logits.</summary>
/// <remarks>It owns the graph and the head.</remarks>
public sealed class TransferNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Pooling _pooling;

    /// <summary>Puts a head on a graph.</summary>
    /// <param name="graph">The part from the cut to the end of the convolutional base.</param>
    /// <param name="pooling">How the feature map at the end becomes a row.</param>
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
        return Head.forward(Pool(Graph.forward(input), _pooling)).MoveToOuterDisposeScope();
    }

    /// <summary>Turns the output of the base into the input of a head.</summary>
    /// <param name="map"><c>[N, C, H, W]</c>, or another shape, which is flattened.</param>
    /// <param name="pooling">How a feature map becomes a row.</param>
    /// <returns><c>[N, F]</c>, in the dispose scope of the caller.</returns>
    public static Tensor Pool(Tensor map, Pooling pooling)
    {
        ArgumentNullException.ThrowIfNull(map);
        return (map.dim(), pooling) switch
        {
            (4, Pooling.Average) => map.mean([2, 3]),
            (4, Pooling.Max) => map.amax([2, 3]),
            // The cache stores rows in the order NCHW, so these have it too.
            (4, _) => map.contiguous().flatten(1),
            _ => map.flatten(1),
        };
    }
}
