namespace Transfer.Models.Training;

/// <summary>
/// What a convolution and its two gradients give, with channels added up in each group after each was multiplied by a factor of its own.
/// So a check of all values costs as much as a convolution with one filter.
/// </summary>
/// <remarks>
/// A convolution reads wide maps <c>[N, C, H, W]</c> and gives narrow ones <c>[N, K, P, Q]</c>; a transposed one is its gradient. Each of
/// the narrow maps, the wide maps and the weights is a sum of products of the other two.
/// </remarks>
/// <param name="Narrow">Narrow maps, <c>[N, groups, P, Q]</c>.</param>
/// <param name="Wide">Wide maps, <c>[N, groups, H, W]</c>.</param>
/// <param name="Weight">Weights, added up over filters: <c>[C, R, S]</c>.</param>
internal sealed record ConvolutionSums(double[] Narrow, double[] Wide, double[] Weight)
{
    /// <summary>Adds up what another convolution has given.</summary>
    public static ConvolutionSums Of(FeatureMaps narrow, FeatureMaps wide, FeatureMaps weight, long groups) =>
        new(OverChannels(narrow, (int)groups), OverChannels(wide, (int)groups), OverFilters(weight, (int)groups));

    /// <summary>Computes the sums: of the narrow maps from the wide ones and so on.</summary>
    public static ConvolutionSums Compute(FeatureMaps narrow, FeatureMaps wide, FeatureMaps weight, ConvolutionWindow window)
    {
        var groups = (int)window.Groups;
        var (filters, channels) = (narrow.Channels / groups, wide.Channels / groups);
        var (narrowSums, byFilter, byChannel) = (OverChannels(narrow, groups), OverFilters(weight, groups), OverChannels(weight));
        var sums = new ConvolutionSums(
            new double[narrowSums.Length], new double[wide.Count * groups * wide.Area], new double[byFilter.Length]);
        foreach (var (p, q, tap) in Steps(narrow, wide, weight, window))
        {
            for (var map = 0; map < narrow.Count * groups; map++)
            {
                var group = map % groups;
                var factor = narrowSums[(map * narrow.Area) + p];
                for (var c = 0; c < channels; c++)
                {
                    var value = wide.Values[(((map * channels) + c) * wide.Area) + q];
                    var at = (((group * channels) + c) * weight.Area) + tap;
                    sums.Narrow[(map * narrow.Area) + p] += value * byFilter[at];
                    sums.Weight[at] += value * factor;
                }

                for (var k = 0; k < filters; k++)
                {
                    sums.Wide[(map * wide.Area) + q] += narrow.Values[(((map * filters) + k) * narrow.Area) + p]
                        * byChannel[(((group * filters) + k) * weight.Area) + tap];
                }
            }
        }

        return sums;
    }

    /// <summary>A number without a pattern for each index.</summary>
    public static uint Hash(uint index, uint seed)
    {
        var mixed = (index * 0x9E3779B1) + (seed * 0x85EBCA77);
        mixed = (mixed ^ (mixed >> 15)) * 0x2C1B3C6D;
        mixed = (mixed ^ (mixed >> 12)) * 0x297A2D39;
        return mixed ^ (mixed >> 15);
    }

    /// <summary>Each narrow position, the wide position that it reads, and the position of the weight between them.</summary>
    private static IEnumerable<(int Narrow, int Wide, int Tap)> Steps(
        FeatureMaps narrow, FeatureMaps wide, FeatureMaps weight, ConvolutionWindow window)
    {
        for (var p = 0; p < narrow.Area; p++)
        {
            for (var tap = 0; tap < weight.Area; tap++)
            {
                var row = Reach(0, p / narrow.Width, tap / weight.Width);
                var column = Reach(1, p % narrow.Width, tap % weight.Width);
                if (row >= 0 && row < wide.Height && column >= 0 && column < wide.Width)
                {
                    yield return (p, (int)((row * wide.Width) + column), tap);
                }
            }
        }

        long Reach(int axis, int position, int tap) =>
            (position * window.Strides[axis]) + (tap * window.Dilations[axis]) - window.Padding[axis];
    }

    /// <summary>Adds up the channels of each group: <c>[N, groups, H, W]</c>.</summary>
    private static double[] OverChannels(FeatureMaps maps, int groups = 1)
    {
        var channels = maps.Channels / groups;
        var sums = new double[maps.Count * groups * maps.Area];
        for (var i = 0; i < maps.Values.Length; i++)
        {
            var (map, position) = Math.DivRem(i, maps.Area);
            sums[(map / channels * maps.Area) + position] += maps.Values[i] * Factor(map % channels);
        }

        return sums;
    }

    /// <summary>Adds up the filters of each group: <c>[C, R, S]</c>.</summary>
    private static double[] OverFilters(FeatureMaps weight, int groups)
    {
        var (filters, length) = (weight.Count / groups, weight.Channels * weight.Area);
        var sums = new double[groups * length];
        for (var i = 0; i < weight.Values.Length; i++)
        {
            var (filter, position) = Math.DivRem(i, length);
            sums[(filter / filters * length) + position] += weight.Values[i] * Factor(filter % filters);
        }

        return sums;
    }

    /// <summary>From 1 to 8.</summary>
    private static double Factor(int index) => 1 + (Hash((uint)index, 0) >> 29);
}
