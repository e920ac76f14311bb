using TorchSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class HeadTests : IDisposable
{
    private const int Features = 6;
    private const int Rows = 9;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Activations => [.. HeadActivations.All.Select(a => a.Choice.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dense:256, relu, dropout:0.5", "dense:256,relu,dropout:0.5")]
    [InlineData("Dense:64:l2=0.01:l1=1e-4,Batch-Normalization,swish", "dense:64:l1=0.0001:l2=0.01,batchnorm,silu")]
    [InlineData("leaky_relu:negative_slope=0.1,last:l2=0.5", "leaky_relu:negative_slope=0.1,last:l2=0.5")]
    [InlineData("none", "none")]
    public void A_head_is_printed_as_it_can_be_parsed(string text, string printed)
    {
        Assert.Equal(printed, new HeadOptions { Layers = text }.ToString());
        Assert.Equal(printed, new HeadOptions { Layers = printed }.ToString());
    }

    [Fact]
    public void The_usual_head_is_keras_dense_relu_dropout() => Assert.Equal("dense:256,relu,dropout:0.5", new HeadOptions().ToString());

    [Theory]
    [InlineData("dense:256,rleu", "There is no head layer 'rleu'; expected one of dense, dropout, batchnorm (batch_normalization), relu,")]
    [InlineData("dense,relu", "The head layer 'dense' lacks its units; expected a whole number from 1 to 1048576, such as dense:")]
    [InlineData("dense:2.5", "The units of the head layer dense is '2.5'; expected a whole number from 1 to 1048576.")]
    [InlineData("dropout:1", "The share of the head layer dropout is '1'; expected a number from 0 to below 1.")]
    [InlineData("dense:8:l3=1", "The head layer dense has no setting 'l3=1'; expected units=")]
    [InlineData("last:l2=1,relu", "In the head 'last:l2=1,relu' there are layers after last; expected it at the end.")]
    [InlineData("", "There is no head layer ''; expected one of dense,")]
    public void A_fault_is_said_with_the_choices(string text, string sentence) =>
        Assert.StartsWith(sentence, Assert.Single(new HeadOptions { Layers = text }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Every_fault_is_said_at_once() => Assert.Equal(2, new HeadOptions { Layers = "dense:0,relu,drop" }.Validate().Count());

    [Theory]
    [InlineData("none")]
    [InlineData("dense:5")]
    [InlineData("dense:5,dropout:0.5")]
    [InlineData("batchnorm")]
    [InlineData("batchnorm:momentum=0.5:epsilon=0.01,dense:7,batchnorm,relu")]
    [InlineData("leaky_relu:negative_slope=0.05")]
    [MemberData(nameof(Activations))]
    public void ONNX_Runtime_computes_every_layer_as_it_was_trained(string layers)
    {
        var below = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        foreach (var last in Enum.GetValues<OutputActivation>())
        {
            using var scope = torch.NewDisposeScope();
            using var head = NewHead(new HeadOptions { Layers = layers }, last, 3);
            var input = Input();
            // Statistics of batches, so that batch normalisation does something.
            head.train();
            _ = head.forward(input);
            var expected = last.Activate(torch.tensor(Evaluate(head, input), [Rows, 3])).data<float>().ToArray();
            // The tolerance is ExportCheck's; it throws with the largest difference and where it is.
            var metadata = new ModelMetadata
            {
                Classes = ["a", "b", "c"],
                Targets = TargetKind.Classes,
                Preprocessing = "",
                ImageSize = 32,
                OutputActivation = last,
                Origin = "test",
            };
            ExportCheck.Head(below, head, metadata, input.data<float>().ToArray(), expected);
        }
    }

    [Theory]
    [InlineData("dense:4:l1=0.5,last:l2=2", 0.5, 0, 0, 2)]
    [InlineData("dense:4:l1=0.25:l2=1,relu", 0.25, 1, 0, 0)]
    public void The_penalty_is_Keras_regularisers(string layers, double l1, double l2, double lastL1, double lastL2)
    {
        using var scope = torch.NewDisposeScope();
        using var head = NewHead(new HeadOptions { Layers = layers });
        var kernels = head.parameters().Where(p => p.dim() == 2).Select(p => p.detach().data<float>().ToArray()).ToArray();
        var expected = Of(kernels[0], l1, l2) + Of(kernels[1], lastL1, lastL2);
        Assert.Equal(expected, head.Penalty()!.item<float>(), 1e-4);
        head.Penalty()!.backward();
        Assert.True(head.parameters().First(p => p.dim() == 2).grad!.abs().sum().item<float>() > 0);

        static double Of(float[] kernel, double l1, double l2) => kernel.Sum(w => (l1 * Math.Abs(w)) + (l2 * w * w));
    }

    [Fact]
    public void A_head_without_regularisers_has_no_penalty()
    {
        using var head = NewHead(new HeadOptions());
        Assert.Null(head.Penalty());
    }

    [Fact]
    public void Batch_normalisation_trains_on_a_batch_of_one_and_keeps_running_statistics()
    {
        using var scope = torch.NewDisposeScope();
        using var head = NewHead(new HeadOptions { Layers = "batchnorm:momentum=0.9" });
        var input = Input();
        head.train();
        _ = head.forward(input);
        var mean = head.named_buffers().Single(b => b.name.EndsWith("batchnorm1._mean", StringComparison.Ordinal)).buffer;
        Assert.All(mean.data<float>().ToArray().Zip(input.mean([0]).data<float>().ToArray()), p =>
            Assert.Equal(0.1 * p.Second, p.First, 1e-5));
        // Keras' moving variance is that of the batch, not the larger estimate of a population's.
        var variance = head.named_buffers().Single(b => b.name.EndsWith("batchnorm1._variance", StringComparison.Ordinal)).buffer;
        Assert.All(variance.data<float>().ToArray().Zip(input.@var(0, unbiased: false).data<float>().ToArray()), p =>
            Assert.Equal(0.9 + (0.1 * p.Second), p.First, 1e-5));
        Assert.All(head.forward(input[..1]).data<float>().ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    private static torch.Tensor Input() =>
        torch.tensor(Enumerable.Range(0, Rows * Features).Select(i => (float)(4 * Math.Sin(i * i))).ToArray(), [Rows, Features]);

    private static Head NewHead(HeadOptions options, OutputActivation last = OutputActivation.Sigmoid, int outputs = 1) =>
        new(new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), last, outputs, options, seed: 3);

    private static float[] Evaluate(Head head, torch.Tensor input)
    {
        head.eval();
        using var none = torch.no_grad();
        return head.forward(input).data<float>().ToArray();
    }
}
