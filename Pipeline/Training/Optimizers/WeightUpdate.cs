using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Applies a rule to a weight. On a processor each weight, gradient and memory is read and written once a step, where a row of tensor operations would do
/// so many times.
/// </summary>
internal static class WeightUpdate
{
    // Enough work for a thread to be worth waking, few enough to fit into a core's own cache.
    private const int Block = 1 << 14;

    private const int Operands = 5;

    /// <param name="shrink">What the weight is multiplied by before the step: decoupled weight decay.</param>
    public static void Apply<TRule>(TRule rule, Tensor weight, Tensor gradient, Tensor[] memories, float shrink)
        where TRule : struct, IUpdateRule
    {
        if (weight.device_type == DeviceType.CPU && weight.dtype == ScalarType.Float32 && weight.is_contiguous())
        {
            Fused(rule, weight, gradient.contiguous(), memories, shrink);
        }
        else
        {
            Whole(rule, weight, gradient, memories, shrink);
        }
    }

    private static void Whole<TRule>(TRule rule, Tensor weight, Tensor gradient, Tensor[] memories, float shrink)
        where TRule : struct, IUpdateRule
    {
        var (first, second, third) = (Memory(0), Memory(1), Memory(2));
        var updated = rule.Step(new WholeTensor(shrink == 1 ? weight : weight * shrink), new WholeTensor(gradient), ref first, ref second, ref third);
        weight.copy_(updated.Values);
        foreach (var (memory, value) in memories.Zip([first, second, third]))
        {
            memory.copy_(value.Values);
        }

        WholeTensor Memory(int index) => index < memories.Length ? new WholeTensor(memories[index]) : default;
    }

    private static unsafe void Fused<TRule>(TRule rule, Tensor weight, Tensor gradient, Tensor[] memories, float shrink)
        where TRule : struct, IUpdateRule
    {
        var count = (int)weight.numel();
        fixed (byte* w = weight.bytes, g = gradient.bytes, a = Bytes(0), b = Bytes(1), c = Bytes(2))
        {
            Operand operand = new((float*)w, (float*)g, (float*)a, (float*)b, (float*)c);
            if (count <= Block)
            {
                Range(rule, operand, 0, count, shrink);
                return;
            }

            Parallel.For(0, (count + Block - 1) / Block, index => Range(rule, operand, index * Block, Math.Min(count, (index + 1) * Block), shrink));
        }

        Span<byte> Bytes(int index) => index < memories.Length ? memories[index].bytes : [];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Range<TRule>(TRule rule, Operand operand, int start, int end, float shrink)
        where TRule : struct, IUpdateRule
    {
        var at = start;
        for (; at <= end - Lanes.Count; at += Lanes.Count)
        {
            Lane(rule, operand.From(at), shrink);
        }

        if (at == end)
        {
            return;
        }

        // The rest goes through lanes of its own, so that it is rounded as the others are.
        var rest = stackalloc float[Operands * Lanes.Count];
        var padded = new Operand(rest, rest + Lanes.Count, rest + (2 * Lanes.Count), rest + (3 * Lanes.Count), rest + (4 * Lanes.Count));
        Operand.Copy<TRule>(operand.From(at), padded, end - at);
        Lane(rule, padded, shrink);
        Operand.Copy<TRule>(padded, operand.From(at), end - at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Lane<TRule>(TRule rule, Operand at, float shrink)
        where TRule : struct, IUpdateRule
    {
        var first = TRule.Memories > 0 ? Lanes.Load(at.First) : default;
        var second = TRule.Memories > 1 ? Lanes.Load(at.Second) : default;
        var third = TRule.Memories > 2 ? Lanes.Load(at.Third) : default;
        rule.Step(Lanes.Load(at.Weight) * shrink, Lanes.Load(at.Gradient), ref first, ref second, ref third).Store(at.Weight);
        if (TRule.Memories > 0)
        {
            first.Store(at.First);
        }

        if (TRule.Memories > 1)
        {
            second.Store(at.Second);
        }

        if (TRule.Memories > 2)
        {
            third.Store(at.Third);
        }
    }

    /// <summary>Where the numbers of a weight lie.</summary>
    private readonly unsafe struct Operand(float* weight, float* gradient, float* first, float* second, float* third)
    {
        public float* Weight { get; } = weight;

        public float* Gradient { get; } = gradient;

        public float* First { get; } = first;

        public float* Second { get; } = second;

        public float* Third { get; } = third;

        public static void Copy<TRule>(Operand source, Operand target, int count)
            where TRule : struct, IUpdateRule
        {
            Copy(source.Weight, target.Weight, count);
            Copy(source.Gradient, target.Gradient, count);
            Copy(source.First, target.First, TRule.Memories > 0 ? count : 0);
            Copy(source.Second, target.Second, TRule.Memories > 1 ? count : 0);
            Copy(source.Third, target.Third, TRule.Memories > 2 ? count : 0);
        }

        public Operand From(int at) => new(Weight + at, Gradient + at, First + at, Second + at, Third + at);

        private static void Copy(float* source, float* target, int count) => new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
    }
}
