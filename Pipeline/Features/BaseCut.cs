namespace Transfer.Pipeline.Features;

/// <summary>Where features leave a network, and with which sentence a place that cannot be used is refused.</summary>
internal sealed class BaseCut
{
    private readonly string? _layer;

    private BaseCut(string? layer) => _layer = layer;

    /// <summary>The end of the base.</summary>
    public static BaseCut End { get; } = new(null);

    /// <summary>Whether what lies above is trained.</summary>
    public bool IsUnfrozen => _layer is not null;

    /// <summary>The highest place from which a layer can be trained, as <see cref="Unfreezing"/> has it.</summary>
    public static BaseCut Below(string layer) => new(layer);

    /// <summary>The cut points of a network whose base ends at another place.</summary>
    /// <exception cref="ArgumentException">There is no such place, or no features there.</exception>
    public static IReadOnlyList<CutPoint> WithEnd(string place, Backbone backbone, IReadOnlyList<CutPoint> cuts, int imageSize)
    {
        var end = Resolve(place, backbone, cuts, imageSize);
        return end.Tensors[0] != backbone.Graph.InputName ? [.. cuts.Select(c => c with { IsDefault = c.Name == end.Name })]
            : throw Wrong(
                $"There are no features at '{place}' of '{backbone.Record.Name}' at {imageSize} px: it begins with the image itself");
    }

    /// <exception cref="ArgumentException">There is no such place, or nothing of the base above it.</exception>
    public CutPoint Choose(Backbone backbone, IReadOnlyList<CutPoint> cuts, int imageSize)
    {
        var end = cuts.Single(c => c.IsDefault);
        if (_layer is null)
        {
            return end;
        }

        var cut = Resolve(_layer, backbone, cuts, imageSize);
        return end.Tensors.Count > 1
                ? throw Wrong($"The base ends at two tensors, '{end.Name}', and what lies below them cannot be trained")
            : cut.ParametersBelow >= end.ParametersBelow
                ? throw Wrong($"'{_layer}' lies at or above '{end.Name}', the end of the base, so nothing of the base would be trained")
            : cut;
    }

    private static CutPoint Resolve(string place, Backbone backbone, IReadOnlyList<CutPoint> cuts, int imageSize)
    {
        var cut = Unfreezing.Resolve(backbone.Graph, cuts, imageSize, place);
        return cut.Shape.Count > 0 ? cut : throw Wrong($"'{place}' of '{backbone.Record.Name}' does not exist at {imageSize} px");
    }

    private static ArgumentException Wrong(string fault) =>
        new($"{fault}. Choose another layer; inspecting the network lists its cut points.");
}
