namespace Transfer.Serving;

/// <summary>What the model says of the images of a request, in their order.</summary>
/// <param name="Predictions">One for each image.</param>
internal sealed record PredictAnswer(IReadOnlyList<ImageAnswer> Predictions);
