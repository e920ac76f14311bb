namespace Transfer.Tests.ML;

/// <summary>What a prediction engine gives for a row.</summary>
internal sealed class PhotoScore
{
    public float[] Features { get; set; } = [];

    public float[] Score { get; set; } = [];

    public string PredictedClass { get; set; } = "";
}
