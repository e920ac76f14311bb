using Transfer.Tests.Support;
using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training.Operators;

/// <summary>ONNX's own node tests (Debian: libonnx-testdata) through <see cref="TrainableGraph"/>.</summary>
public sealed class OnnxNodeTests
{
    // As in ONNX's own runner.
    private const double Relative = 1e-3;
    private const double Absolute = 1e-7;

    // Of the 932 cases of ONNX 1.12, the oldest that is packaged.
    private const int FewestClaimed = 600;

    private static readonly string Folder = Environment.GetEnvironmentVariable("ONNX_NODE_TESTS")
        ?? "/usr/lib/python3/dist-packages/onnx/backend/test/data/node";

    private const string Inference = "Dropout does nothing where Transfer trains a part of a network.";

    private static readonly Dictionary<string, string> KnownDifferences = new()
    {
        ["test_averagepool_3d_default"] = "Three spatial axes.",
        ["test_convtranspose_3d"] = "Three spatial axes.",
        ["test_maxpool_3d_default"] = "Three spatial axes.",
        ["test_gridsample_bicubic"] = "libtorch's grid_sample is bilinear or nearest through TorchSharp.",
        ["test_resize_downsample_scales_cubic_align_corners"] = "ONNX Runtime differs from the case as well, and Transfer agrees with it.",
        ["test_resize_downsample_scales_linear_align_corners"] = "ONNX Runtime differs from the case as well, and Transfer agrees with it.",
        ["test_resize_tf_crop_and_resize"] = "The mode crops at coordinates that are an input.",
        ["test_scatternd_multiply"] = "Values are replaced or added.",
        ["test_training_dropout"] = Inference,
        ["test_training_dropout_default"] = Inference,
        ["test_training_dropout_default_mask"] = Inference,
        ["test_training_dropout_mask"] = Inference,
    };

    [Fact]
    public void All_cases_of_the_operators_in_the_table_pass_but_for_known_differences()
    {
        Assert.SkipUnless(Directory.Exists(Folder), $"There are no node tests in '{Folder}': install libonnx-testdata.");
        var claimed = Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Select(f => new OnnxNodeCase(f))
            .Where(c => c.IsClaimed).ToList();
        Assert.True(claimed.Count >= FewestClaimed, $"Only {claimed.Count} cases are of operators in the table.");

        var faults = claimed.Select(c => (c.Name, Fault: Fault(c))).Where(c => c.Fault is not null)
            .ToDictionary(c => c.Name, c => c.Fault!);

        var unknown = faults.Where(f => !KnownDifferences.ContainsKey(f.Key)).Select(f => $"{f.Key}: {f.Value}").ToList();
        Assert.True(unknown.Count == 0, string.Join(Environment.NewLine, unknown));
        Assert.Empty(KnownDifferences.Keys.Except(faults.Keys).Select(name => name + " passes now"));
    }

    private static string? Fault(OnnxNodeCase one)
    {
        try
        {
            return Enumerable.Range(0, one.Outputs).Select(output => Fault(one, output)).FirstOrDefault(f => f is not null);
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private static string? Fault(OnnxNodeCase one, int output)
    {
        using var folder = TemporaryFolder.InMemory();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (pixels, size) = one.Pixels();
        using var module = OperatorRun.Import(one.Network(output), folder, OnnxNodeCase.Image, size);
        using var actual = module.forward(tensor(pixels, [1, 3, size, size]));
        var expected = one.Expected(output);
        if (!expected.Dims.SequenceEqual(actual.shape))
        {
            return $"the shape is [{string.Join(", ", actual.shape)}] and not [{string.Join(", ", expected.Dims)}]";
        }

        var (values, right) = (actual.numel() == 0 ? [] : actual.contiguous().data<float>().ToArray(), expected.ToDoubles());
        var wrong = values.Zip(right).Where(p => !p.First.Equals((float)p.Second)
            && !(Math.Abs(p.First - p.Second) <= Absolute + (Relative * Math.Abs(p.Second)))).ToList();
        return wrong.Count == 0 ? null : $"{wrong.Count} of {values.Length} values differ, such as {wrong[0].First} for {wrong[0].Second}";
    }
}
