using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>Applies a rule to weights: each weight, gradient and memory is read and written once a step.</summary>
internal static unsafe class WeightUpdate
{
    // Enough work for a thread to be worth waking, few enough to fit into a core's own cache.
    private const int Block = 1 << 14;

    private const int Operands = 5;

    /// <summary>One step, on all cores where there are many weights.</summary>
    /// <param name="shrink">The factor of the weights before the step: decoupled weight decay.</param>
    public static void Run<TRule>(TRule rule, WeightSpans weights, float shrink)
        where TRule : struct, IUpdateRule
    {
        var count = weights.Weight.Length;
        fixed (float* weight = weights.Weight, gradient = weights.Gradient)
        fixed (float* first = weights.First, second = weights.Second, third = weights.Third)
        {
            var pointers = new WeightPointers(weight, gradient) { First = first, Second = second, Third = third };
            if (count <= Block)
            {
                Run(rule, pointers, count, shrink);
                return;
            }

            Parallel.For(0, (count + Block - 1) / Block, index =>
                Run(rule, pointers.From(index * Block), Math.Min(Block, count - (index * Block)), shrink));
        }
    }

    /// <summary>One step, on the calling thread.</summary>
    public static void Run<TRule>(TRule rule, WeightPointers weights, int count, float shrink)
        where TRule : struct, IUpdateRule
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Run<TRule, Vectors512, Vector512<float>>(rule, weights, count, shrink);
        }
        else
        {
            Run<TRule, Vectors256, Vector256<float>>(rule, weights, count, shrink);
        }
    }

    /// <summary>One step of as many weights as a vector has floats, from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step<TRule, TVectors, TVector>(TRule rule, WeightPointers weights, nint at, float shrink)
        where TRule : struct, IUpdateRule
        where TVectors : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        Numbers<TVectors, TVector> first = default, second = default, third = default;
        if (TRule.Memories > 0)
        {
            first = Numbers<TVectors, TVector>.Load(weights.First + at);
        }

        if (TRule.Memories > 1)
        {
            second = Numbers<TVectors, TVector>.Load(weights.Second + at);
        }

        if (TRule.Memories > 2)
        {
            third = Numbers<TVectors, TVector>.Load(weights.Third + at);
        }

        var weight = Numbers<TVectors, TVector>.Load(weights.Weight + at) * shrink;
        var gradient = Numbers<TVectors, TVector>.Load(weights.Gradient + at);
        rule.Step(weight, gradient, ref first, ref second, ref third).Store(weights.Weight + at);
        if (TRule.Memories > 0)
        {
            first.Store(weights.First + at);
        }

        if (TRule.Memories > 1)
        {
            second.Store(weights.Second + at);
        }

        if (TRule.Memories > 2)
        {
            third.Store(weights.Third + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TRule, TVectors, TVector>(TRule rule, WeightPointers weights, int count, float shrink)
        where TRule : struct, IUpdateRule
        where TVectors : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        var at = 0;
        for (; at <= count - TVectors.Count; at += TVectors.Count)
        {
            Step<TRule, TVectors, TVector>(rule, weights, at, shrink);
        }

        if (at == count)
        {
            return;
        }

        // The rest goes through vectors of its own, so that it is rounded as the others are.
        var rest = stackalloc float[Operands * TVectors.Count];
        var padded = new WeightPointers(rest, rest + TVectors.Count)
        {
            First = rest + (2 * TVectors.Count),
            Second = rest + (3 * TVectors.Count),
            Third = rest + (4 * TVectors.Count),
        };
        Copy<TRule>(weights.From(at), padded, count - at);
        Step<TRule, TVectors, TVector>(rule, padded, 0, shrink);
        Copy<TRule>(padded, weights.From(at), count - at);
    }

    private static void Copy<TRule>(WeightPointers source, WeightPointers target, int count)
        where TRule : struct, IUpdateRule
    {
        Copy(source.Weight, target.Weight, count);
        Copy(source.Gradient, target.Gradient, count);
        Copy(source.First, target.First, TRule.Memories > 0 ? count : 0);
        Copy(source.Second, target.Second, TRule.Memories > 1 ? count : 0);
        Copy(source.Third, target.Third, TRule.Memories > 2 ? count : 0);
    }

    private static void Copy(float* source, float* target, int count) =>
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(target, count));
}
