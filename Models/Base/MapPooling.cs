using Transfer.Models.Onnx;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>
/// What turns the tensor at a cut into the features of an image, wherever its channels are: the same in ONNX Runtime, in TorchSharp and in
/// an exported file. A feature map that is not pooled leaves as <c>[C, H, W]</c>.
/// </summary>
public sealed class MapPooling
{
    private const int MapRank = 3;

    private readonly CutPoint _cut;
    private readonly long[]? _channelsFirst;

    private MapPooling(CutPoint cut, Pooling pooling)
    {
        (_cut, Pooling) = (cut, pooling);
        var isMoved = cut.ChannelAxis > 0 && pooling switch
        {
            Pooling.None => cut.Shape.Count == MapRank,
            Pooling.Token => false,
            _ => true,
        };
        var channels = isMoved ? cut.ChannelAxis!.Value : 0;
        int[] order = isMoved ? [channels, .. Enumerable.Range(0, cut.Shape.Count).Where(axis => axis != channels)] : [];
        _channelsFirst = isMoved ? [0, .. order.Select(axis => axis + 1L)] : null;
        MapShape = isMoved ? [.. order.Select(axis => cut.Shape[axis])] : cut.Shape;
        FeatureShape = pooling == Pooling.None ? MapShape
            : [cut.Shape[cut.ChannelAxis!.Value] * (pooling == Pooling.AverageMax ? 2 : 1)];
    }

    /// <summary>What happens to the map; never <see cref="Pooling.Auto"/>, and <see cref="Pooling.None"/> where there is none.</summary>
    public Pooling Pooling { get; }

    /// <summary>The shape before pooling, without the batch: <c>[C, H, W]</c>, tokens or a vector.</summary>
    public IReadOnlyList<int> MapShape { get; }

    /// <summary>The shape of the features of an image, such as <c>[1280]</c> or <c>[512, 4, 4]</c>.</summary>
    public IReadOnlyList<int> FeatureShape { get; }

    /// <summary>Whether the channels of the map at the cut do not come first.</summary>
    internal bool IsMoved => _channelsFirst is not null;

    /// <summary>What this adds to the cache key of features.</summary>
    internal string Key => IsMoved || (Pooling != Pooling.None && _cut.Shape.Count != MapRank)
        ? $"{Pooling}, channels on axis {_cut.ChannelAxis} of {_cut.Shape.Count}"
        : $"{Pooling}";

    /// <summary>For a person, such as <c>[512,7,7] pooled to [512]</c>.</summary>
    internal string Description => Pooling == Pooling.None ? Text(MapShape)
        : $"{Text(_cut.Shape.Count == MapRank ? MapShape : _cut.Shape)} pooled to {Text(FeatureShape)}" + (_cut.Shape.Count == MapRank ? ""
            : Pooling == Pooling.Token ? " (class token)"
            : Pooling == Pooling.Max ? " (maximum of all tokens)"
            : Pooling == Pooling.AverageMax ? " (average and maximum of all tokens)"
            : " (average of all tokens)");

    /// <summary>Chooses the pooling of a cut.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="pooling">How its map becomes a row; nothing is done to a vector, or to several tensors.</param>
    /// <exception cref="ArgumentException">
    /// Nothing in the network tells where the channels are, or what its head makes of tokens; or a feature map has no class token.
    /// </exception>
    public static MapPooling Of(CutPoint cut, Pooling pooling)
    {
        ArgumentNullException.ThrowIfNull(cut);
        if (cut.Shapes.Count > 1 || cut.Shape.Count < 2 || pooling == Pooling.None)
        {
            return new MapPooling(cut, Pooling.None);
        }

        var map = $"'{cut.Name}' {Text(cut.Shape)}";
        if (cut.ChannelAxis is null)
        {
            throw new ArgumentException($"Nothing in the network tells which axis of {map} holds the channels, so it cannot be pooled. "
                + "Choose another cut, or no pooling.");
        }

        var areTokens = cut.Shape.Count == 2;
        var own = areTokens && !cut.Shape.Contains(1) ? cut.TokenPooling : Pooling.Average;
        return (pooling == Pooling.Auto ? own : pooling) switch
        {
            null => throw new ArgumentException(
                $"{map} has a token in each row, and nothing in the network tells what its head makes of them. "
                + "Choose the class token, their average, their maximum or no pooling."),
            Pooling.Token when !areTokens => throw new ArgumentException(
                $"{map} is a feature map and has no class token. Choose its average, its maximum or no pooling."),
            { } chosen => new MapPooling(cut, chosen),
        };
    }

    /// <summary>The features of a batch of images.</summary>
    /// <param name="map">The tensor at the cut, <c>[N, ...]</c> as the network computes it.</param>
    /// <returns><c>[N, F]</c>, in the dispose scope of the caller.</returns>
    public Tensor Apply(Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Pool(ChannelsFirst(map));
    }

    /// <summary>The map with its channels before its positions, as it is pooled.</summary>
    internal Tensor ChannelsFirst(Tensor map) => _channelsFirst is null ? map : map.permute(_channelsFirst);

    /// <summary>Pools what <see cref="ChannelsFirst"/> gives.</summary>
    internal Tensor Pool(Tensor map) => Pooling switch
    {
        Pooling.Average => map.mean(Positions(map)),
        Pooling.Max => map.amax(Positions(map)),
        Pooling.AverageMax => TorchSharp.torch.cat([map.mean(Positions(map)), map.amax(Positions(map))], 1),
        Pooling.Token => map.select(2 - _cut.ChannelAxis!.Value, 0),
        // The cache stores rows in the order NCHW, so these have it too.
        _ => map.contiguous().flatten(1),
    };

    /// <summary>The tensor at the cut from features that are not pooled, <c>[N, F]</c> or <c>[N, ...]</c>.</summary>
    internal Tensor Restore(Tensor features)
    {
        var map = features.reshape([features.shape[0], .. MapShape.Select(d => (long)d)]);
        return _channelsFirst is null ? map
            : map.permute([.. _channelsFirst.Select((_, axis) => (long)Array.IndexOf(_channelsFirst, axis))]).contiguous();
    }

    /// <summary>The nodes that do in ONNX what <see cref="Apply"/> does: the tensors at the cut to <c>[N, F]</c>.</summary>
    internal IEnumerable<NodeProto> Nodes(string output)
    {
        var floats = _cut.IsFloat32 ? _cut.Tensors : [.. _cut.Tensors.Select((_, i) => $"{output}/float{i}")];
        var nodes = _cut.Tensors.Zip(floats).Where(t => t.First != t.Second)
            .Select(t => ProtoExtensions.Node("Cast", [t.First], t.Second, ("to", [(long)TensorProto.Types.DataType.Float]))).ToList();
        if (_cut.Tensors.Count > 1)
        {
            var flat = _cut.Tensors.Select((_, i) => $"{output}/{i}").ToArray();
            return nodes.Concat(floats.Zip(flat, Flatten)).Append(ProtoExtensions.Node("Concat", flat, output, ("axis", [1])));
        }

        var last = floats[0];

        if (_channelsFirst is not null)
        {
            Add("Transpose", "channels_first", [], ("perm", _channelsFirst));
        }

        if (Pooling == Pooling.Token)
        {
            nodes.Add(ProtoExtensions.Constant($"{output}/first", [0]));
            Add("Gather", "token", [$"{output}/first"], ("axis", [2 - _cut.ChannelAxis!.Value]));
        }
        else if (Pooling == Pooling.AverageMax)
        {
            string[] both = [$"{output}/average", $"{output}/maximum"];
            nodes.Add(ProtoExtensions.Node("GlobalAveragePool", [last], both[0]));
            nodes.Add(ProtoExtensions.Node("GlobalMaxPool", [last], both[1]));
            nodes.Add(ProtoExtensions.Node("Concat", both, last = $"{output}/pooled", ("axis", [1])));
        }
        else if (Pooling != Pooling.None)
        {
            Add(Pooling == Pooling.Average ? "GlobalAveragePool" : "GlobalMaxPool", "pooled", []);
        }

        return nodes.Append(Flatten(last, output));

        void Add(string type, string name, string[] others, params (string, long[])[] attributes)
        {
            nodes.Add(ProtoExtensions.Node(type, [last, .. others], $"{output}/{name}", attributes));
            last = $"{output}/{name}";
        }
    }

    private static string Text(IEnumerable<int> shape) => $"[{string.Join(',', shape)}]";

    private static long[] Positions(Tensor map) => [.. Enumerable.Range(2, (int)map.dim() - 2).Select(axis => (long)axis)];

    private static NodeProto Flatten(string tensor, string output) => ProtoExtensions.Node("Flatten", [tensor], output, ("axis", [1]));
}
