namespace Transfer.Serving;

/// <summary>Options of a <see cref="ClassifierServer"/>.</summary>
public sealed record ServeOptions
{
    private const long LargestLimit = 2L << 30;

    /// <summary>A run folder, or a <c>model.onnx</c> that Transfer exported for images.</summary>
    public required string Model { get; init; }

    /// <summary>The port on this machine, 0 to 65,535; 0 for a free one. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>
    /// Where images go whose class a person has corrected, as <c>FOLDER/class/hash.jpg</c>. Null, the default, for a folder beside the
    /// model with <c>-corrections</c> behind its name.
    /// </summary>
    public string? Corrections { get; init; }

    /// <summary>How the model predicts.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>The most bytes of one image, 1 to 2 GiB. Default 20 MiB.</summary>
    public long MaxImageBytes { get; init; } = 20 << 20;

    /// <summary>The most bytes of one request, at least <see cref="MaxImageBytes"/>, to 2 GiB. Default 100 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 100 << 20;

    /// <summary>The most images of one request, 1 to 1,000. Default 64.</summary>
    public int MaxImages { get; init; } = 64;

    /// <summary>
    /// The most requests that are worked on or wait at a time, 1 to 10,000; further ones get the status 503. Default 64.
    /// </summary>
    public int MaxRequests { get; init; } = 64;

    /// <summary>How long requests that have begun may take after the server is told to stop; above 0. Default 10 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Model.Length == 0)
        {
            yield return "No model is given; expected a run folder or a model.onnx.";
        }

        if (Port is < 0 or > 65535)
        {
            yield return $"The port is {Port}; expected 0 (a free one) to 65535.";
        }

        if (Corrections is { Length: 0 })
        {
            yield return "The folder of corrections has no name; leave it out for the one beside the model.";
        }

        foreach (var fault in (string?[])
        [
            Outside("bytes of an image", MaxImageBytes, 1, LargestLimit),
            Outside("bytes of a request", MaxRequestBytes, Math.Clamp(MaxImageBytes, 1, LargestLimit), LargestLimit),
            Outside("images of a request", MaxImages, 1, 1000),
            Outside("requests at a time", MaxRequests, 1, 10_000),
        ])
        {
            if (fault is not null)
            {
                yield return fault;
            }
        }

        if (StopTimeout <= TimeSpan.Zero)
        {
            yield return $"The time for requests to end is {StopTimeout}; expected more than 0.";
        }

        foreach (var fault in Classifier.Validate())
        {
            yield return fault;
        }
    }

    private static string? Outside(string what, long value, long low, long high) =>
        value >= low && value <= high ? null : $"The most {what} are {value}; expected {low} to {high}.";
}
