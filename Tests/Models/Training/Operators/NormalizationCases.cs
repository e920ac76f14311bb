namespace Transfer.Tests.Models.Training.Operators;

internal static class NormalizationCases
{
    public static OperatorCase[] All { get; } =
    [
        new("BatchNormalization", "four axes", [7, 9, 14, 15, 25], "x[2,3,4,4] w[3] w[3] w[3] v[3]"),
        new("BatchNormalization", "own epsilon and momentum", [7, 15], "x[2,3,4,4] w[3] w[3] w[3] v[3]", "epsilon=0.1 momentum=0.5"),
        new("BatchNormalization", "two axes", [9, 15], "x[2,3] w[3] w[3] w[3] v[3]"),
        new("BatchNormalization", "three axes", [9, 15], "x[2,3,4] w[3] w[3] w[3] v[3]"),
        new("BatchNormalization", "five axes", [9, 15], "x[2,3,4,2,2] w[3] w[3] w[3] v[3]"),
        new("BatchNormalization", "one channel", [15], "x[2,1,4,4] w[1] w[1] w[1] v[1]"),
        new("InstanceNormalization", "four axes", [7, 22, 25], "x[2,3,4,4] w[3] w[3]"),
        new("InstanceNormalization", "own epsilon", [7, 22], "x[2,3,4,4] w[3] w[3]", "epsilon=0.1"),
        new("InstanceNormalization", "three axes", [7, 22], "x[2,3,4] w[3] w[3]"),
        new("LayerNormalization", "last axis", [17, 25], "x[2,3,4] w[4] w[4]"),
        new("LayerNormalization", "no bias", [17, 25], "x[2,3,4] w[4]"),
        new("LayerNormalization", "from axis 1 on", [17], "x[2,3,4] w[3,4] w[3,4]", "axis=1"),
        new("LayerNormalization", "from axis 1 on, no bias", [17], "x[2,3,4] w[3,4]", "axis=1"),
        new("LayerNormalization", "from axis -2 on, own epsilon", [17], "x[2,3,4,5] w[4,5] w[4,5]", "axis=-2 epsilon=0.1"),
        new("LayerNormalization", "scale of one axis broadcasts", [17], "x[2,3,4] w[4] w[4]", "axis=1"),
        new("LayerNormalization", "opsets before the standard has it", [7, 12, 16], "x[2,3,4] w[4] w[4]"),
        new("LayerNormalization", "mean and deviation are read", [12, 17], "x[2,3,4] w[3,4] w[3,4]", "axis=1 epsilon=0.1", 3),
        new("GroupNormalization", "a scale a group", [18, 20], "x[2,6,4,4] w[3] w[3]", "num_groups=3"),
        new("GroupNormalization", "a scale a channel", [21, 25], "x[2,6,4,4] w[6] w[6]", "num_groups=3"),
        new("GroupNormalization", "own epsilon", [21], "x[2,6,4,4] w[6] w[6]", "num_groups=2 epsilon=0.1"),
        new("GroupNormalization", "three axes", [21], "x[2,6,4] w[6] w[6]", "num_groups=2"),
        new("RMSNormalization", "last axis", [23, 25], "x[2,3,4] w[4]"),
        new("RMSNormalization", "from axis 1 on, own epsilon", [23], "x[2,3,4] w[3,4]", "axis=1 epsilon=0.1"),
        new("LRN", "default", [7, 13, 25], "x[2,7,4,4]", "size=3"),
        new("LRN", "own values", [7, 13], "x[2,7,4,4]", "size=5 alpha=0.5 beta=0.6 bias=2.0"),
        new("LRN", "window wider than the channels", [13], "x[2,3,4,4]", "size=7 alpha=0.5"),
        new("LpNormalization", "default", [7, 22, 25], "x[2,3,4]"),
        new("LpNormalization", "absolute values over axis 1", [7, 22], "x[2,3,4]", "p=1 axis=1"),
        new("LpNormalization", "squares over axis 1", [22], "x[2,3,4]", "p=2 axis=1"),
        new("MeanVarianceNormalization", "default axes", [9, 13, 25], "x[2,3,4,4]"),
        new("MeanVarianceNormalization", "own axes", [9, 13], "x[2,3,4,4]", "axes=[2,3]"),
    ];
}
