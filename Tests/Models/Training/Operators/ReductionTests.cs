using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training.Operators;

public sealed class ReductionTests
{
    [Fact]
    public void A_length_of_zeros_has_a_gradient_of_zeros()
    {
        using var scope = NewDisposeScope();
        var values = tensor([0f, 0f, 3f, 4f], [2, 2], requires_grad: true);
        var lengths = Reductions.Length(values, [1], keep: false);
        lengths.sum().backward();

        Assert.Equal([0f, 5f], lengths.data<float>().ToArray().Select(v => v < 1e-18 ? 0 : v));
        Assert.Equal([0f, 0f, 0.6f, 0.8f], values.grad!.data<float>().ToArray());
    }
}
