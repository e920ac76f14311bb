namespace Transfer.Pipeline.Probing;

/// <summary>A preprocessing that networks are trained with.</summary>
/// <param name="Text">As <see cref="FeatureOptions.Preprocessing"/> takes it.</param>
/// <param name="Meaning">What it does, in words.</param>
internal sealed record PreprocessingCandidate(string Text, string Meaning)
{
    private const string CropText = ",resize=crop";
    private const string StretchText = ",resize=stretch";

    /// <summary>What it does.</summary>
    public Preprocessing Preprocessing { get; } = Preprocessing.Parse(Text);

    /// <summary>The same with the middle of the image instead of all of it.</summary>
    public PreprocessingCandidate Cropped => new(Text + CropText, Meaning + ", cropped");

    /// <summary>The candidates for networks that take numbers, all of them with the whole image.</summary>
    public static IReadOnlyList<PreprocessingCandidate> Usual { get; } =
    [
        new("none", "RGB, 0 to 255"),
        new("std=255", "RGB, 0 to 1"),
        new("tf", "RGB, -1 to 1"),
        new("mean=127,std=128", "RGB, less 127 over 128"),
        new("torch", "RGB, ImageNet's mean and deviation"),
        new("mean=123.68/116.779/103.939", "RGB, less ImageNet's mean"),
        new("order=BGR", "BGR, 0 to 255"),
        new("order=BGR,std=255", "BGR, 0 to 1"),
        new("tf,order=BGR", "BGR, -1 to 1"),
        new("order=BGR,mean=127,std=128", "BGR, less 127 over 128"),
        new("order=BGR,mean=103.53/116.28/123.675,std=57.375/57.12/58.395", "BGR, ImageNet's mean and deviation"),
        new("caffe", "BGR, less ImageNet's mean"),
    ];

    /// <summary>The candidates for networks that take bytes and scale them inside.</summary>
    public static IEnumerable<PreprocessingCandidate> OfBytes => Usual.Where(c => c.Text is "none" or "order=BGR");

    /// <summary>What is known of a network: a candidate where it is one, with its own words otherwise.</summary>
    public static PreprocessingCandidate OfKnown(string text)
    {
        var known = Preprocessing.Parse(text);
        return Usual.Concat(Usual.Select(c => c.Cropped)).FirstOrDefault(c => c.Preprocessing == known)
            ?? new PreprocessingCandidate(known.ToString().Replace(StretchText, "", StringComparison.Ordinal), "what is known of it");
    }
}
