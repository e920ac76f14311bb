namespace Transfer.Benchmarks;

/// <summary>A random convolution of a kind.</summary>
internal sealed record DrawnConvolution(string Kind, ConvolutionShape Shape)
{
    private const int MostChannels = 500;

    private static readonly string[] Kinds =
    [
        "1x1", "full", "dilated", "in groups", "depthwise", "depthwise, dilated", "depthwise, several filters", "of one channel",
        "with a pad beyond the kernel", "transposed",
    ];

    public static DrawnConvolution Draw(SeededRandom random)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var kernel = kind == "1x1" ? 1 : 2 + random.Next(4);
        var dilation = kind.EndsWith("dilated", StringComparison.Ordinal) ? 2 + random.Next(2) : 1;
        var isDepthwise = kind.StartsWith("depthwise", StringComparison.Ordinal);
        var groups = isDepthwise ? 1 + random.Next(300) : kind == "in groups" ? 2 + random.Next(4) : 1;
        var (channels, filters) = isDepthwise ? (1, kind == "depthwise, several filters" ? 2 + random.Next(3) : 1)
            : (kind == "of one channel" ? 1 : Channels(random, groups), Channels(random, groups));
        var size = ((kernel - 1) * dilation) + 1 + random.Next(24);
        var pad = kind switch
        {
            "transposed" => 0,
            "with a pad beyond the kernel" => kernel + random.Next(3),
            _ => random.Next(kernel),
        };
        var window = new ConvolutionWindow
        {
            Strides = Two(1 + random.Next(2)),
            Padding = Two(pad),
            Dilations = Two(dilation),
            Groups = groups,
            IsTransposed = kind == "transposed",
        };
        long[] weight = window.IsTransposed ? [channels, filters, kernel, kernel] : [groups * filters, channels, kernel, kernel];
        return new DrawnConvolution(kind,
            new ConvolutionShape([1 + random.Next(4), groups * channels, size, size + random.Next(3)], weight, window));
    }

    private static long[] Two(long both) => [both, both];

    /// <summary>The channels of a group: few, many, or a multiple of 16.</summary>
    private static int Channels(SeededRandom random, int groups) => random.Next(3) switch
    {
        0 => 1 + random.Next(20),
        1 => 16 * (1 + random.Next(16)),
        _ => 1 + random.Next(MostChannels / groups),
    };
}
