namespace Transfer.Pipeline.Tuning;

/// <summary>A network at an image size and a cut, with the features that it makes of all images.</summary>
/// <param name="Options">The network, image size and cut.</param>
/// <param name="Model">The network as it was named.</param>
/// <param name="Base">Its features.</param>
internal sealed record TunePlace(TrainOptions Options, string Model, TuneBase Base);
