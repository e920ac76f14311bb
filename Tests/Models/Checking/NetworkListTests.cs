using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>
/// Small files, each of a kind that a public exporter writes, and what a check of them says: that they can be fine-tuned, or why not.
/// </summary>
public sealed class NetworkListTests
{
    private const int Size = 32;

    /// <summary>The files in <c>shared/cases/onnx</c> that are fine-tuned.</summary>
    public static TheoryData<string> Valid => new(
        "01_local_function",
        "03_fp16_weights_cast",
        "04_fp16_inside",
        "05_qdq",
        "05c_int8_weights_only",
        "07b_dynamic_channels_optimum",
        "08b_attention23",
        "10c_layernorm_mean_read",
        "10x_ln_nobias_empty",
        "12b_duplicate_initializer",
        "13_if_reads_identity",
        "14b_skiplayernorm_gelus",
        "15_layernorm_opset12_by_ort",
        "16_weight_standardised_training_bn",
        "17_uint8_nhwc",
        "20_fixed_batch_windows",
        "20d_fixed_batch_cast_scale",
        "21_fp16_scale_from_shape",
        "22_grn_dead_channel",
        "23_isnan_softmax",
        "23b_constantofshape_of_batch",
        "24_attention_mask_initializer",
        "26b_sparse_initializer",
        "30_clip_LND_tokens",
        "31_windows_merged_with_batch",
        "36_multiheadattention_dynamic",
        "40_if_constant_condition",
        "41_uint8_buffer",
        "52_batch_minus1",
        "53_all_minus1");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_valid_network_can_be_fine_tuned(string name)
    {
        var graph = OnnxGraph.Load(Repository.Shared("cases", "onnx", name + ".onnx"));
        var result = ModelCheck.Run(graph, Size);
        Assert.True(result.Passed, string.Join(" ", result.Faults));
        Assert.NotEmpty(result.Trained);

        // A share of the weights is unfrozen at a cut whose rows are those of the images.
        var cuts = CutPoints.Find(graph, Size);
        var cut = Unfreezing.Resolve(graph, cuts, Size, "last:20%");
        using var convBase = new ConvBase(graph, cut, Size, Pooling.None, Device.Cpu);
        const int images = 3;
        var features = new float[images * convBase.FeatureLength];
        convBase.Run(ImageBatch.Patterns(images, Size, graph.TakesBytes).Values, images, features);
        Assert.All(features, f => Assert.True(float.IsFinite(f)));
    }

    [Fact]
    public void What_cannot_be_trained_is_named_and_the_base_is_right()
    {
        var result = ModelCheck.Run(OnnxGraph.Load(Repository.Shared("cases", "onnx", "11_sequences.onnx")), Size);
        Assert.Contains(
            "Operators that cannot be trained: ConcatFromSequence (1), SequenceAt (2), SequenceConstruct (1), SplitToSequence (1).",
            result.Faults);
        Assert.InRange(result.BaseDifference, 0, ModelCheck.Tolerance);
    }

    [Fact]
    public void An_opset_that_onnx_runtime_does_not_have_is_refused() => Assert.Contains(
        "46b_opset27.onnx",
        Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(Repository.Shared("cases", "onnx", "46b_opset27.onnx"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Every_file_is_in_a_list()
    {
        var files = Directory.GetFiles(Repository.Shared("cases", "onnx"), "*.onnx").Select(Path.GetFileNameWithoutExtension);
        Assert.Empty(files.Except([.. Valid.Select(row => row.Data), "11_sequences", "46b_opset27"]));
    }
}
