namespace Transfer.Tests.Models.Operators;

internal static class PoolCases
{
    public static OperatorCase[] All { get; } =
    [
        new("MaxPool", "no strides given", [7, 8, 10, 11, 12, 22, 25], "x[2,3,7,6]", "kernel_shape=[2,3]"),
        new("MaxPool", "strides and pads", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]"),
        new("MaxPool", "another pad on each side", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]"),
        new("MaxPool", "pads beyond half of the window", [11], "x[2,3,5,5]", "kernel_shape=[3,3] strides=[2,2] pads=[2,2,2,2]"),
        new("MaxPool", "SAME_UPPER", [7, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER"),
        new("MaxPool", "SAME_LOWER", [7, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_LOWER"),
        new("MaxPool", "SAME_UPPER, even kernel", [11], "x[2,3,7,7]", "kernel_shape=[2,2] auto_pad=SAME_UPPER"),
        new("MaxPool", "VALID", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=VALID"),
        new("MaxPool", "ceil_mode", [10, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] ceil_mode=1"),
        new("MaxPool", "ceil_mode, padded", [10, 22], "x[2,3,7,7]", "kernel_shape=[2,2] strides=[2,2] pads=[1,1,1,1] ceil_mode=1"),
        new("MaxPool", "ceil_mode, last window all in the padding", [10, 22], "x[2,3,6,6]", "kernel_shape=[3,3] strides=[4,4] pads=[1,1,1,1] ceil_mode=1"),
        new("MaxPool", "ceil_mode, another pad on each side", [11], "x[2,3,7,8]", "kernel_shape=[3,3] strides=[2,2] pads=[0,1,1,0] ceil_mode=1"),
        new("MaxPool", "ceil_mode, pad at the end, window in the padding", [11, 22], "x[2,3,6,6]", "kernel_shape=[2,2] strides=[2,2] pads=[0,0,1,1] ceil_mode=1"),
        new("MaxPool", "dilations", [10, 22], "x[2,3,8,8]", "kernel_shape=[2,3] dilations=[3,2] strides=[1,2]"),
        new("MaxPool", "dilations, padded", [11], "x[2,3,8,8]", "kernel_shape=[3,3] dilations=[2,2] pads=[1,1,1,1]"),
        new("MaxPool", "one axis", [8, 22], "x[2,3,9]", "kernel_shape=[3] strides=[2] pads=[1,1]"),
        new("MaxPool", "one axis, SAME_UPPER", [11], "x[2,3,8]", "kernel_shape=[3] strides=[2] auto_pad=SAME_UPPER"),

        new("AveragePool", "no strides given", [7, 10, 11, 19, 22, 25], "x[2,3,7,6]", "kernel_shape=[2,3]"),
        new("AveragePool", "padding is not counted", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]"),
        new("AveragePool", "padding is counted", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] count_include_pad=1"),
        new("AveragePool", "another pad on each side", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1]"),
        new("AveragePool", "another pad on each side, counted", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] pads=[0,0,1,1] count_include_pad=1"),
        new("AveragePool", "pads beyond half of the window", [11], "x[2,3,5,5]", "kernel_shape=[3,3] pads=[2,2,2,2]"),
        new("AveragePool", "pads beyond half of the window, counted", [11], "x[2,3,5,5]", "kernel_shape=[3,3] pads=[2,2,2,2] count_include_pad=1"),
        new("AveragePool", "SAME_UPPER", [7, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER"),
        new("AveragePool", "SAME_LOWER", [7, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_LOWER"),
        new("AveragePool", "SAME_UPPER, counted", [11, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER count_include_pad=1"),
        new("AveragePool", "VALID", [7, 22], "x[2,3,7,6]", "kernel_shape=[3,3] strides=[2,2] auto_pad=VALID"),
        new("AveragePool", "ceil_mode", [10, 19, 22], "x[2,3,8,6]", "kernel_shape=[3,3] strides=[2,2] ceil_mode=1"),
        new("AveragePool", "ceil_mode, padded", [10, 19, 22], "x[2,3,7,7]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1"),
        new("AveragePool", "ceil_mode, padded, counted", [10, 19, 22], "x[2,3,8,8]", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] ceil_mode=1 count_include_pad=1"),
        new("AveragePool", "ceil_mode, last window all in the padding", [10, 22], "x[2,3,6,6]", "kernel_shape=[3,3] strides=[4,4] pads=[1,1,1,1] ceil_mode=1"),
        new("AveragePool", "ceil_mode, last window all in the padding, counted", [10, 22], "x[2,3,6,6]", "kernel_shape=[3,3] strides=[4,4] pads=[1,1,1,1] ceil_mode=1 count_include_pad=1"),
        new("AveragePool", "ceil_mode, another pad on each side", [10, 22], "x[2,3,7,8]", "kernel_shape=[3,3] strides=[2,2] pads=[0,1,1,0] ceil_mode=1"),
        new("AveragePool", "ceil_mode, another pad on each side, counted", [10, 22], "x[2,3,7,8]", "kernel_shape=[3,3] strides=[2,2] pads=[0,1,1,0] ceil_mode=1 count_include_pad=1"),
        new("AveragePool", "dilations", [19, 22], "x[2,3,8,8]", "kernel_shape=[2,3] dilations=[3,2] strides=[1,2]"),
        new("AveragePool", "dilations, padded", [19, 22], "x[2,3,8,8]", "kernel_shape=[3,3] dilations=[2,2] pads=[2,1,1,2]"),
        new("AveragePool", "dilations, padded, counted", [19, 22], "x[2,3,8,8]", "kernel_shape=[3,3] dilations=[2,2] pads=[2,1,1,2] count_include_pad=1"),
        new("AveragePool", "one axis", [7, 22], "x[2,3,9]", "kernel_shape=[3] strides=[2] pads=[1,1]"),

        new("GlobalAveragePool", "four axes", [7, 22, 25], "x[2,3,5,4]"),
        new("GlobalAveragePool", "three axes", [7, 22], "x[2,3,5]"),
        new("GlobalMaxPool", "four axes", [7, 22, 25], "x[2,3,5,4]"),
        new("GlobalMaxPool", "three axes", [7, 22], "x[2,3,5]"),
    ];
}
