using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training.Operators;

/// <summary>Strided, dilated and grouped convolutions of odd sizes from a seed: values and gradients.</summary>
public sealed class RandomConvolutionTests
{
    private const int Opset = 17;
    private const int Count = 30;
    private const int PixelsOfAnImage = 3 * OperatorModel.Size * OperatorModel.Size;

    /// <summary>As libtorch computes them, and in the forms that are used where libtorch is wrong.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_convolutions_agree_with_ONNX_Runtime(bool libtorchIsWrong)
    {
        var convolutions = new TorchConvolutions(libtorchIsWrong ? FaultyConvolution.Compute : TorchConvolutions.Libtorch);
        Assert.Equal(libtorchIsWrong, convolutions.Fault(ScalarType.Float32) is not null);
        var random = new SeededRandom(17, 7);
        for (var i = 0; i < Count; i++)
        {
            var one = Draw(random);
            try
            {
                OperatorRun.Compare(one, Opset, convolutions);
                OperatorRun.CompareGradient(one, Opset, convolutions);
            }
            catch (Exception fault)
            {
                Assert.Fail($"{one}: {fault.Message}");
            }
        }
    }

    [Theory]
    [InlineData("Conv", "x[2,3,7,6] w[4,3,3,3] w[4]", "strides=[2,2]")]
    [InlineData("Conv", "x[2,4,5,6] w[7,4,1,1]", "strides=[1,1]")]
    [InlineData("Conv", "x[2,4,5,5] w[4,1,3,3]", "group=4")]
    [InlineData("ConvTranspose", "x[2,3,4,5] w[3,2,3,3]", "strides=[2,2]")]
    [InlineData("MaxPool", "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]")]
    [InlineData("AveragePool", "x[2,3,7,6]", "kernel_shape=[3,3] pads=[0,0,1,1]")]
    [InlineData("GlobalAveragePool", "x[2,3,7,6]", "")]
    [InlineData("Gemm", "x[2,5] w[5,4] w[4]", "")]
    [InlineData("Flatten", "x[2,3,4]", "axis=1")]
    [InlineData("Softmax", "x[2,3,4]", "axis=-1")]
    [InlineData("BatchNormalization", "x[2,3,4,4] w[3] w[3] w[3] v[3]", "")]
    [InlineData("LayerNormalization", "x[2,3,4] w[4] w[4]", "")]
    public void An_empty_batch_gives_an_empty_result(string operation, string inputs, string attributes) =>
        OperatorRun.CompareEmpty(new OperatorCase(operation, "empty batch", [Opset], inputs, attributes), Opset);

    private static OperatorCase Draw(SeededRandom random)
    {
        while (true)
        {
            var (kernel, dilation, stride) = (Two(3, 1), Two(3, 1), Two(3, 1));
            var groups = new[] { 1, 1, 2, 3, 5 }[random.Next(5)];
            var isDepthwise = random.Chance(0.25);
            var channels = groups * (isDepthwise ? 1 : 1 + random.Next(6));
            var filters = groups * (1 + random.Next(6));
            long[] size = [Reach(0) + random.Next(9), Reach(1) + random.Next(9)];
            if (channels * size[0] * size[1] > PixelsOfAnImage)
            {
                continue;
            }

            var pads = new[] { random.Next(kernel[0]), random.Next(kernel[1]), random.Next(kernel[0]), random.Next(kernel[1]) };
            var attributes = string.Create(CultureInfo.InvariantCulture,
                $"strides={List(stride)} dilations={List(dilation)} pads={List(pads)} group={groups}");
            var isTransposed = random.Chance(0.3);
            int[] weight = isTransposed ? [channels, filters / groups, .. kernel] : [filters, channels / groups, .. kernel];
            // What a transposed convolution pads is cut off.
            var fits = !isTransposed || Enumerable.Range(0, 2).All(i => ((size[i] - 1) * stride[i]) + Reach(i) > pads[i] + pads[i + 2]);
            if (fits)
            {
                return new OperatorCase(isTransposed ? "ConvTranspose" : "Conv", "random", [Opset],
                    $"x[2,{channels},{size[0]},{size[1]}] w{List(weight)} w[{filters}]", attributes);
            }

            int Reach(int axis) => ((kernel[axis] - 1) * dilation[axis]) + 1;
        }

        int[] Two(int count, int from) => [from + random.Next(count), from + random.Next(count)];
    }

    private static string List(int[] values) => $"[{string.Join(',', values)}]";
}
