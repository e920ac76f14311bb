using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>An optimizer with the rule of its steps, which runs in one pass on the processor and as tensor operations elsewhere.</summary>
/// <param name="rule">Creates the rule for a learning rate and the number of a step, from 1.</param>
/// <param name="initial">The initial value of what is remembered.</param>
internal sealed class Optimizer<TRule>(
    Selection settings, IReadOnlyList<TrainedGroup> groups, Func<double, long, TRule> rule, double initial = 0)
    : Optimizer(settings, groups, TRule.Memories, initial)
    where TRule : struct, IUpdateRule
{
    protected override void Update(Tensor weight, Tensor gradient, Tensor[] memories, double rate, float shrink)
    {
        if (weight.device_type == DeviceType.CPU && weight.dtype == ScalarType.Float32 && weight.is_contiguous())
        {
            UpdateInPlace(rule(rate, Steps), weight, gradient.contiguous(), memories, shrink);
        }
        else
        {
            UpdateTensors(rule(rate, Steps), weight, gradient, memories, shrink);
        }
    }

    private static void UpdateInPlace(TRule rule, Tensor weight, Tensor gradient, Tensor[] memories, float shrink)
    {
        var spans = new WeightSpans
        {
            Weight = weight.Floats(),
            Gradient = gradient.Floats(),
            First = Memory(0),
            Second = Memory(1),
            Third = Memory(2),
        };
        WeightUpdate.Run(rule, spans, shrink);

        Span<float> Memory(int index) => index < memories.Length ? memories[index].Floats() : [];
    }

    private static void UpdateTensors(TRule rule, Tensor weight, Tensor gradient, Tensor[] memories, float shrink)
    {
        var (first, second, third) = (Memory(0), Memory(1), Memory(2));
        var start = new TensorNumbers(shrink == 1 ? weight : weight.Times(shrink));
        weight.copy_(rule.Step(start, new TensorNumbers(gradient), ref first, ref second, ref third).Values);
        foreach (var (memory, value) in memories.Zip([first, second, third]))
        {
            memory.copy_(value.Values);
        }

        TensorNumbers Memory(int index) => index < memories.Length ? new TensorNumbers(memories[index]) : default;
    }
}
