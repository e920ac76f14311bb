namespace Transfer.Tests.Models.Training.Operators;

internal static class AttentionCases
{
    private const string Microsoft = "com.microsoft.";

    public static OperatorCase[] All { get; } =
    [
        new("Attention", "four axes", [23, 24], "x[2,2,3,4] x[2,2,5,4] x[2,2,5,6]"),
        new("Attention", "three axes", [23], "x[2,3,8] x[2,5,8] x[2,5,12]", "q_num_heads=2 kv_num_heads=2"),
        new("Attention", "fewer heads of keys", [23], "x[2,4,3,4] x[2,2,5,4] x[2,2,5,4]"),
        new("Attention", "scale", [23], "x[2,2,3,4] x[2,2,5,4] x[2,2,5,4]", "scale=0.3"),
        new("Attention", "a mask of numbers", [23], "x[2,2,3,4] x[2,2,5,4] x[2,2,5,4] w[3,5]"),
        new("Attention", "a mask of truth values", [23], "x[2,2,3,4] x[2,2,3,4] x[2,2,3,4] t[3,3]"),
        new("Attention", "causal", [23], "x[2,2,4,4] x[2,2,4,4] x[2,2,4,4]", "is_causal=1"),
        new("Attention", "soft cap", [23], "x[2,2,3,4] x[2,2,5,4] x[2,2,5,4]", "softcap=0.5"),
        new("Attention", "soft cap and mask", [23, 24], "x[2,2,3,4] x[2,2,5,4] x[2,2,5,4] w[3,5]", "softcap=0.5"),
        new("Attention", "a past", [23], "x[2,2,3,4] x[2,2,5,4] x[2,2,5,4] - x[2,2,2,4] x[2,2,2,4]", Outputs: 3),

        new("RotaryEmbedding", "four axes", [23], "x[2,2,3,4] x[2,3,2] x[2,3,2]"),
        new("RotaryEmbedding", "interleaved", [23], "x[2,2,3,4] x[2,3,2] x[2,3,2]", "interleaved=1"),
        new("RotaryEmbedding", "three axes", [23], "x[2,3,8] x[2,3,2] x[2,3,2]", "num_heads=2"),
        new("RotaryEmbedding", "a part of each head", [23], "x[2,2,3,6] x[2,3,2] x[2,3,2]", "rotary_embedding_dim=4"),
        new("RotaryEmbedding", "positions", [23], "x[2,2,3,4] w[7,2] w[7,2] n[2,3]=4,0,6,1,5,2"),

        new(Microsoft + "MultiHeadAttention", "query, key and value", [17], "x[2,3,8] x[2,5,8] x[2,5,8]", "num_heads=2"),
        new(Microsoft + "MultiHeadAttention", "bias", [17], "x[2,3,8] x[2,5,8] x[2,5,8] w[24]", "num_heads=2"),
        new(Microsoft + "MultiHeadAttention", "scale and what is added to the scores", [17], "x[2,3,8] x[2,3,8] x[2,3,8] - - w[1,2,3,3]",
            "num_heads=2 scale=0.2"),
        new(Microsoft + "MultiHeadAttention", "keys and values by head", [17], "x[2,3,8] x[2,2,5,4] x[2,2,5,4]", "num_heads=2"),
        new(Microsoft + "MultiHeadAttention", "causal", [17], "x[2,3,8] x[2,3,8] x[2,3,8]", "num_heads=2 unidirectional=1"),
        new(Microsoft + "Attention", "projections inside", [17], "x[2,3,6] w[6,24] w[24]", "num_heads=2"),
        new(Microsoft + "Attention", "causal, scale", [17], "x[2,3,6] w[6,24] w[24]", "num_heads=2 unidirectional=1 scale=0.4"),
        new(Microsoft + "Attention", "widths of its own", [17], "x[2,3,6] w[6,20] w[20]", "num_heads=2 qkv_hidden_sizes=[8,8,4]"),
    ];
}
