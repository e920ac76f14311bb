using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>A graph above a cut, pooling and a head as one module: features at the cut to logits.</summary>
/// <remarks>It owns the graph and the head.</remarks>
public sealed class TransferNetwork : nn.Module<Tensor, Tensor>
{
    private readonly MapPooling _pooling;

    /// <summary>Puts a head on a graph.</summary>
    /// <param name="graph">The part from the cut to the end of the convolutional base.</param>
    /// <param name="pooling">What turns the tensor at the end into a row.</param>
    /// <param name="head">The head.</param>
    public TransferNetwork(TrainableGraph graph, MapPooling pooling, Head head)
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
        return Head.forward(HeadFeatures(input)).MoveToOuterDisposeScope();
    }

    /// <summary>The features that the head gets, of features at the cut.</summary>
    internal Tensor HeadFeatures(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _pooling.Apply(Graph.forward(input)).MoveToOuterDisposeScope();
    }
}
