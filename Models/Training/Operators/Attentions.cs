using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Attention of the standard and of ONNX Runtime, and rotary embeddings.</summary>
internal static class Attentions
{
    private const int PlainRank = 3;

    /// <summary>The standard's operator: the output, and keys and values of the past and now.</summary>
    public static Tensor[] Standard(NodeCall call)
    {
        if (call.Has(6))
        {
            throw call.Wrong("lengths of padded keys (input 6) are not supported");
        }

        var (q, k, v) = (call.Compute(0), call.Compute(1), call.Compute(2));
        var isPlain = q.dim() == PlainRank;
        if (isPlain)
        {
            var shared = call.Long("kv_num_heads", 1);
            (q, k, v) = (Heads(q, call.Long("q_num_heads", 1)), Heads(k, shared), Heads(v, shared));
        }

        (k, v) = (call.Has(4) ? cat([call.Compute(4), k], 2) : k, call.Has(5) ? cat([call.Compute(5), v], 2) : v);
        var scores = Scores(q, Shared(k, q), call.Double("scale", 0));
        var softcap = call.Double("softcap", 0);
        scores = softcap == 0 ? scores : scores.Over(softcap).tanh().Times(softcap);
        scores = call.Has(3) ? Masked(scores, call[3]) : scores;
        scores = call.Flag("is_causal") ? Causal(scores, call.Has(4) ? call[4].shape[2] : 0) : scores;
        var result = nn.functional.softmax(scores, -1).MatrixProduct(Shared(v, q));
        return [isPlain ? Joined(result) : result, k, v];
    }

    /// <summary>ONNX Runtime's <c>MultiHeadAttention</c>.</summary>
    public static Tensor MultiHead(NodeCall call)
    {
        if (call.Has(6) || call.Has(7))
        {
            throw call.Wrong("keys and values of the past are not supported");
        }

        var heads = call.Long("num_heads", 1);
        var (q, k, v) = Split(call, heads);
        var scores = Scores(q, k, call.Double("scale", 0));
        if (call.Has(4))
        {
            scores = Masked(scores, KeyMask(call, call[4], scores));
        }

        scores = call.Has(5) ? Masked(scores, call[5]) : scores;
        scores = call.Flag("unidirectional") ? Causal(scores, 0) : scores;
        return Joined(nn.functional.softmax(scores, -1).MatrixProduct(v));
    }

    /// <summary>ONNX Runtime's <c>Attention</c>, which has the projections inside.</summary>
    public static Tensor Projected(NodeCall call)
    {
        if (call.Has(4) || call.Flag("do_rotary"))
        {
            throw call.Wrong("keys and values of the past and rotations are not supported");
        }

        var heads = call.Long("num_heads", 1);
        var all = call.Compute(0).MatrixProduct(call.Compute(1));
        all = call.Has(2) ? all.Plus(call.Compute(2)) : all;
        var third = all.shape[^1] / 3;
        var parts = all.split(call.Longs("qkv_hidden_sizes") ?? [third, third, third], -1).Select(p => Heads(p, heads)).ToArray();
        var scores = Scores(parts[0], parts[1], call.Double("scale", 0));
        scores = call.Has(3) ? Masked(scores, KeyMask(call, call[3], scores)) : scores;
        scores = call.Has(5) ? Masked(scores, call[5]) : scores;
        scores = call.Flag("unidirectional") ? Causal(scores, 0) : scores;
        return Joined(nn.functional.softmax(scores, -1).MatrixProduct(parts[2]));
    }

    /// <summary>Rotates pairs of values by angles that grow with the position of the token.</summary>
    public static Tensor Rotary(NodeCall call)
    {
        var input = call.Float(0);
        var isPlain = input.dim() == PlainRank;
        var x = isPlain ? Heads(input, call.Long("num_heads", 1)) : input;
        var (cos, sin) = (Angles(call, 1), Angles(call, 2));
        var width = call.Long("rotary_embedding_dim", 0) is > 0 and var given ? given : x.shape[^1];
        var (turned, rest) = (x.narrow(-1, 0, width), x.narrow(-1, width, x.shape[^1] - width));
        var interleaved = call.Flag("interleaved");
        var pairs = turned.reshape(interleaved ? [.. turned.shape[..^1], width / 2, 2] : [.. turned.shape[..^1], 2, width / 2]);
        var axis = interleaved ? -1 : -2;
        var (a, b) = (pairs.select(axis, 0), pairs.select(axis, 1));
        turned = stack([(a * cos) - (b * sin), (a * sin).Plus(b * cos)], axis).reshape(turned.shape);
        var result = rest.numel() == 0 ? turned : cat([turned, rest], -1);
        return isPlain ? Joined(result) : result;
    }

    /// <summary>Cosines or sines as <c>[batch, 1, tokens, pairs]</c>.</summary>
    private static Tensor Angles(NodeCall call, int index) =>
        (call.Has(3) ? call.Float(index)[call[3].to(ScalarType.Int64)] : call.Float(index)).unsqueeze(1);

    private static (Tensor Query, Tensor Key, Tensor Value) Split(NodeCall call, long heads)
    {
        // ONNX Runtime packs them into one tensor on graphics cards only.
        var (query, key, value) = (call.Compute(0), call.Compute(1), call.Compute(2));
        var isPlain = key.dim() == PlainRank;
        if (call.Has(3))
        {
            var (bias, width) = (call.Compute(3), query.shape[^1]);
            query = query.Plus(bias.narrow(0, 0, width));
            key = isPlain ? key.Plus(bias.narrow(0, width, width)) : key;
            value = isPlain ? value.Plus(bias.narrow(0, 2 * width, value.shape[^1])) : value;
        }

        return (Heads(query, heads), isPlain ? Heads(key, heads) : key, isPlain ? Heads(value, heads) : value);
    }

    /// <summary><c>[batch, tokens, heads x width]</c> to <c>[batch, heads, tokens, width]</c>.</summary>
    private static Tensor Heads(Tensor tokens, long heads) =>
        tokens.reshape(tokens.shape[0], tokens.shape[1], heads, tokens.shape[2] / heads).transpose(1, 2);

    private static Tensor Joined(Tensor heads) => heads.transpose(1, 2).flatten(2);

    /// <summary>Keys or values of fewer heads, each for several heads of the query.</summary>
    private static Tensor Shared(Tensor tensor, Tensor query) =>
        tensor.shape[1] == query.shape[1] ? tensor : tensor.repeat_interleave(query.shape[1] / tensor.shape[1], 1);

    private static Tensor Scores(Tensor query, Tensor key, double scale)
    {
        // Half of the scale for each keeps 16-bit products in range.
        var root = Math.Sqrt(scale == 0 ? 1 / Math.Sqrt(query.shape[^1]) : scale);
        return query.Times(root).MatrixProduct(key.Times(root).transpose(-2, -1));
    }

    /// <summary>Adds a mask of numbers, or removes what a mask of truth values says is not to be seen.</summary>
    private static Tensor Masked(Tensor scores, Tensor mask) => mask.dtype == ScalarType.Bool
        ? where(mask, scores, scores.detach().Filled(double.NegativeInfinity)) : scores.Plus(mask.to(scores.dtype));

    private static Tensor Causal(Tensor scores, long past)
    {
        using var seen = ones(scores.shape[^2], scores.shape[^1], dtype: ScalarType.Bool, device: scores.device);
        return Masked(scores, seen.tril(past));
    }

    /// <summary>ONNX Runtime's mask of keys, 1 for those to see, as what is added to the scores.</summary>
    private static Tensor KeyMask(NodeCall call, Tensor mask, Tensor scores)
    {
        var shape = mask.dim() switch
        {
            2 when mask.shape[1] == scores.shape[3] => new[] { mask.shape[0], 1, 1, mask.shape[1] },
            3 => [mask.shape[0], 1, mask.shape[1], mask.shape[2]],
            _ => throw call.Wrong($"its mask has the shape [{string.Join(", ", mask.shape)}], and [batch, keys] is supported"),
        };
        return mask.reshape(shape).to(scores.dtype).SubtractedFrom(1).Times(call.Double("mask_filter_value", -10_000));
    }
}
