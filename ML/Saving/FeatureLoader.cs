namespace Transfer.ML;

/// <summary>Loads <see cref="FeatureTransformer"/>; ML.NET calls it.</summary>
internal static class FeatureLoader
{
    public static ITransformer Create(IHostEnvironment environment, object context) =>
        FeatureTransformer.FromBytes(environment, ModelFormat.Load(context, LoaderName.Features));
}
