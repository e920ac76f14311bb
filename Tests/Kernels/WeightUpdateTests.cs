namespace Transfer.Tests.Kernels;

public sealed class WeightUpdateTests
{
    private static readonly GradientMeans Means = new(0.1f, 0.001f);

    [Fact]
    public void A_large_weight_is_updated_as_its_parts_are()
    {
        // Larger than a block of one thread, and none of the parts a multiple of a vector.
        Compare(new SgdRule(0.01f), 60_003, 20_001);
        Compare(new RmsPropRule(0.01f, 0.9f, 1e-7f), 60_003, 20_001);
        Compare(new AdamRule(0.01f, Means, 1e-7f), 60_003, 20_001);
        Compare(new AmsGradRule(0.01f, Means, 1e-7f), 60_003, 20_001);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(37)]
    public void Weights_that_fill_no_vector_are_rounded_as_others_are(int part)
    {
        Compare(new SgdMomentumRule(0.01f, 0.9f, nesterov: true), 4 * part, part);
        Compare(new AdadeltaRule(0.01f, 0.95f, 1e-7f), 4 * part, part);
        Compare(new RmsPropMomentumRule(0.01f, 0.9f, 1e-7f, 0.5f, centered: true), 4 * part, part);
        Compare(new NadamRule(0.01f, 0.001f, 1.1f, Means, 1e-7f), 4 * part, part);
    }

    [Fact]
    public void The_root_of_RMSprop_is_within_a_few_units_in_the_last_place()
    {
        var state = new State(1000);
        var (weights, memories) = (state.Numbers[0].ToArray(), state.Numbers[2].ToArray());
        WeightUpdate.Run(new RmsPropRule(0.01f, 0.9f, 1e-7f), state.Spans(0, 1000), 0.5f);
        for (var i = 0; i < 1000; i++)
        {
            double gradient = state.Numbers[1][i], memory = (0.9f * (double)memories[i]) + ((1 - 0.9f) * gradient * gradient);
            Assert.Equal(memory, state.Numbers[2][i], 1e-6);
            Assert.Equal((weights[i] * 0.5) - (0.01f * gradient / Math.Sqrt(memory + 1e-7f)), state.Numbers[0][i], 1e-6);
        }
    }

    private static void Compare<TRule>(TRule rule, int count, int part)
        where TRule : struct, IUpdateRule
    {
        var (whole, parts) = (new State(count), new State(count));
        for (var step = 0; step < 3; step++)
        {
            WeightUpdate.Run(rule, whole.Spans(0, count), 0.9f);
            for (var start = 0; start < count; start += part)
            {
                WeightUpdate.Run(rule, parts.Spans(start, part), 0.9f);
            }
        }

        Assert.NotEqual(new State(count).Numbers[0], whole.Numbers[0]);
        Assert.Equal(whole.Numbers, parts.Numbers);
    }

    /// <summary>Weights, gradients and three memories, the same ones each time.</summary>
    private sealed class State
    {
        public State(int count)
        {
            var random = new SeededRandom(3);
            Numbers = [.. Enumerable.Range(0, 5).Select(_ => Array.ConvertAll(new float[count], _ => (float)random.Uniform(0.01, 1)))];
        }

        public float[][] Numbers { get; }

        public WeightSpans Spans(int start, int count) => new()
        {
            Weight = Numbers[0].AsSpan(start, count),
            Gradient = Numbers[1].AsSpan(start, count),
            First = Numbers[2].AsSpan(start, count),
            Second = Numbers[3].AsSpan(start, count),
            Third = Numbers[4].AsSpan(start, count),
        };
    }
}
