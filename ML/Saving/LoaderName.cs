namespace Transfer.ML;

/// <summary>Under which name a saved model asks for what loads a part of it.</summary>
/// <param name="Name">At most 24 characters.</param>
/// <param name="Signature">Eight characters at the beginning of the part.</param>
internal sealed record LoaderName(string Name, string Signature)
{
    public static LoaderName Features { get; } = new("TransferFeatures", "TRANSFTF");

    public static LoaderName Predictor { get; } = new("TransferPredictor", "TRANSFTP");
}
