namespace Transfer.Pipeline.Features;

/// <summary>Where features leave a network, and with which sentence a place that cannot be used is refused.</summary>
internal sealed class BaseCut
{
    private readonly string? _place;

    private BaseCut(string? place, bool isUnfrozen) => (_place, IsUnfrozen) = (place, isUnfrozen);

    /// <summary>The end of the convolutional base.</summary>
    public static BaseCut End { get; } = new(null, false);

    /// <summary>Whether what lies above is trained.</summary>
    public bool IsUnfrozen { get; }

    /// <summary>A place whose features are wanted.</summary>
    public static BaseCut At(string place) => new(place, false);

    /// <summary>The highest place from which a layer can be trained, as <see cref="Unfreezing"/> has it.</summary>
    public static BaseCut Below(string layer) => new(layer, true);

    /// <exception cref="ArgumentException">There is no such place, or no features there.</exception>
    public CutPoint Choose(Backbone backbone, IReadOnlyList<CutPoint> cuts, int imageSize)
    {
        var end = cuts.Single(c => c.IsDefault);
        if (_place is null)
        {
            return end;
        }

        var cut = Unfreezing.Resolve(backbone.Graph, cuts, imageSize, _place);
        var fault = cut.Shape.Count == 0 ? $"'{_place}' of '{backbone.Record.Name}' does not exist at {imageSize} px"
            : IsUnfrozen && cut.ParametersBelow >= end.ParametersBelow
                ? $"'{_place}' lies at or above '{end.Name}', the end of the base, so nothing of the base would be trained"
            : !IsUnfrozen && cut.Tensors[0] == backbone.Graph.InputName
                ? $"There are no features at '{_place}' of '{backbone.Record.Name}' at {imageSize} px: it begins with the image itself"
            : null;
        return fault is null ? cut
            : throw new ArgumentException($"{fault}. Choose another layer; inspecting the network lists its cut points.");
    }
}
