namespace Transfer.ML;

/// <summary>Loads <see cref="TransferPredictor"/>; ML.NET calls it.</summary>
internal static class PredictorLoader
{
    public static ITransformer Create(IHostEnvironment environment, object context) =>
        TransferPredictor.FromBytes(environment, ModelFormat.Load(context, LoaderName.Predictor));
}
