using System.Numerics.Tensors;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;
using Tensor = TorchSharp.torch.Tensor;

namespace Transfer.Pipeline;

/// <summary>
/// Keras' RMSprop (Tieleman and Hinton, 2012): <c>v = rho v + (1 - rho) g^2</c>, <c>w -= rate g / sqrt(v + epsilon)</c>. On a processor each
/// weight is read and written once a step, where a row of tensor operations would do so many times.
/// </summary>
internal sealed class RmsProp : IDisposable
{
    // Keras' defaults. torch adds its epsilon after the square root.
    private const float Rho = 0.9f;
    private const float Epsilon = 1e-7f;

    // Small enough for the first cache, with room for the other operands.
    private const int Block = 2048;

    private readonly List<(Parameter Weight, Tensor Velocity)>[] _groups;

    public RmsProp(IEnumerable<TrainedGroup> groups) =>
        _groups = [.. groups.Select(g => g.Weights.Select(w => (w, zeros_like(w, requires_grad: false).DetachFromDisposeScope())).ToList())];

    public void ZeroGradients()
    {
        foreach (var (weight, _) in _groups.SelectMany(g => g))
        {
            weight.grad = null;
        }
    }

    /// <param name="rates">The learning rate of each group.</param>
    public void Step(ReadOnlySpan<double> rates)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _groups.Length; i++)
        {
            foreach (var (weight, velocity) in _groups[i])
            {
                if (weight.grad is not { } gradient)
                {
                    continue;
                }

                if (weight.device_type == DeviceType.CPU && weight.is_contiguous())
                {
                    Fused(weight, gradient.contiguous(), velocity, (float)rates[i]);
                }
                else
                {
                    velocity.mul_(Rho).addcmul_(gradient, gradient, 1 - Rho);
                    weight.addcmul_(gradient, (velocity + Epsilon).rsqrt(), -rates[i]);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, velocity) in _groups.SelectMany(g => g))
        {
            velocity.Dispose();
        }
    }

    private static unsafe void Fused(Tensor weight, Tensor gradient, Tensor velocity, float rate)
    {
        var count = (int)weight.numel();
        fixed (byte* w = weight.bytes, g = gradient.bytes, v = velocity.bytes)
        {
            var (weights, gradients, velocities) = ((nint)w, (nint)g, (nint)v);
            Parallel.For(0, (count + Block - 1) / Block, index =>
            {
                var (start, length) = (index * Block, Math.Min(Block, count - (index * Block)));
                Update(
                    new Span<float>((float*)weights + start, length), new ReadOnlySpan<float>((float*)gradients + start, length),
                    new Span<float>((float*)velocities + start, length), rate);
            });
        }
    }

    private static void Update(Span<float> weight, ReadOnlySpan<float> gradient, Span<float> velocity, float rate)
    {
        Span<float> step = stackalloc float[Block];
        step = step[..weight.Length];
        TensorPrimitives.Multiply(gradient, gradient, step);
        TensorPrimitives.Multiply(step, 1 - Rho, step);
        TensorPrimitives.MultiplyAdd(velocity, Rho, step, velocity);
        TensorPrimitives.Add(velocity, Epsilon, step);
        TensorPrimitives.Sqrt(step, step);
        TensorPrimitives.Divide(gradient, step, step);
        TensorPrimitives.MultiplyAdd(step, -rate, weight, weight);
    }
}
