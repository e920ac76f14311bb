using TorchSharp;

namespace Transfer.Tests.Models;

public sealed class DropoutTests
{
    private const int Rows = 300;
    private const int Units = 200;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.3)]
    [InlineData(0.01)]
    [InlineData(0.99)]
    public void It_drops_its_share_of_each_unit_and_each_row_and_scales_the_rest(double share)
    {
        var outputs = Forward(share, 1, 2, 3);
        Assert.All(outputs, v => Assert.True(v == 0 || Math.Abs(v - (1 / (1 - share))) < 1e-4 / (1 - share), $"{v}"));
        // Five standard deviations.
        Near(outputs, Rows * Units);
        Assert.All(outputs.Chunk(Units), row => Near(row, Units));
        Assert.All(Enumerable.Range(0, Units), unit => Near([.. outputs.Where((_, i) => i % Units == unit)], Rows));

        void Near(float[] values, int count) =>
            Assert.Equal(count * share, values.Count(v => v == 0), Math.Max(5 * Math.Sqrt(count * share * (1 - share)), 1));
    }

    [Fact]
    public void What_is_dropped_is_a_function_of_seed_epoch_step_and_layer()
    {
        float[][] masks =
        [
            Forward(0.5, 1, 1, 0), Forward(0.5, 2, 1, 0), Forward(0.5, 1, 2, 0), Forward(0.5, 1, 1, 1),
            Forward(0.5, 1, 1, 0, layers: "dropout:0,dropout:0.5"),
        ];
        Assert.Equal(masks[0], Forward(0.5, 1, 1, 0));
        Assert.Equal(masks.Length, masks.Select(m => string.Join(' ', m)).Distinct().Count());
    }

    [Fact]
    public void Passes_of_one_step_drop_others_each_and_evaluation_drops_nothing()
    {
        using var head = NewHead("dropout:0.5");
        using var input = torch.ones(Rows, Units);
        Assert.NotEqual(Pass(), Pass());
        head.eval();
        Assert.All(Pass(), v => Assert.Equal(1, v));

        float[] Pass() => [.. Hidden(head, input)];
    }

    [Fact]
    public void A_mask_draws_unit_by_unit()
    {
        var outputs = Forward(0.5, 7, 3, 11);
        var mask = new DropoutMask(0.5, 7, 3, 11, 0);
        for (var unit = 0; unit < Units; unit++)
        {
            for (var row = 0; row < Rows; row++)
            {
                Assert.Equal((mask.Next(1) & 1) != 0, outputs[(row * Units) + unit] > 0);
            }
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(63)]
    [InlineData(64)]
    public void Draws_are_the_same_however_many_are_taken_at_once(int count)
    {
        var (many, single) = (new DropoutMask(0.3, 1, 1, 0, 0), new DropoutMask(0.3, 1, 1, 0, 0));
        for (var i = 0; i < 50; i++)
        {
            var bits = many.Next(count);
            for (var bit = 0; bit < count; bit++)
            {
                Assert.Equal(single.Next(1) & 1, bits >> bit & 1);
            }
        }
    }

    [Fact]
    public void Its_random_numbers_are_SeededRandoms()
    {
        var (bits, random) = (new RandomBits(5, 1, 2), new SeededRandom(5, 1, 2));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(random.NextUInt64(), bits.Next());
        }

        Assert.Equal((float)random.Uniform(-0.5, 0.5), bits.NextWithin(0.5), 1e-7f);
    }

    private static float[] Forward(double share, long seed, int epoch, int step, string? layers = null)
    {
        using var head = NewHead(layers ?? FormattableString.Invariant($"dropout:{share}"));
        using var input = torch.ones(Rows, Units);
        head.BeginStep(seed, epoch, step);
        return Hidden(head, input);
    }

    /// <summary>What the output layer gets: it is made to pass its inputs on.</summary>
    private static float[] Hidden(Head head, torch.Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        return head.forward(input).detach().data<float>().ToArray();
    }

    private static Head NewHead(string layers)
    {
        var scaling = new FeatureScaling(new float[Units], [.. Enumerable.Repeat(1f, Units)]);
        var head = new Head(scaling, OutputActivation.Linear, Units, new HeadOptions { Layers = layers }, seed: 1);
        using var none = torch.no_grad();
        using var identity = torch.eye(Units);
        head.parameters().First().copy_(identity);
        return head;
    }
}
