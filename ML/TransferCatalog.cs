namespace Transfer.ML;

/// <summary>Features of images and transfer learning as parts of ML.NET's pipelines.</summary>
public static class TransferCatalog
{
    /// <summary>
    /// Adds a column with the features that a pretrained network gives for images: a vector of F numbers. All rows of some data are
    /// extracted in batches and through the cache on disk, so that the network runs once for each image, whatever reads the data and
    /// however often. Single rows of a prediction engine are computed in the same way, without the cache.
    /// </summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="outputColumnName">The new column.</param>
    /// <param name="inputColumnName">
    /// A column of paths (text) or of images (<see cref="MLImage"/>); null for the name of the new one.
    /// </param>
    /// <param name="options">The network and more; null for the bundled network.</param>
    /// <param name="cancellation">Stops an extraction; what was extracted stays in the cache.</param>
    /// <returns>An estimator that has nothing to learn. A loaded model finds the network by the name or path that it has here.</returns>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
    ///     .Append(mlContext.Transforms.ExtractFeatures("Features", "ImagePath"))
    ///     .Append(mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy());
    /// </code>
    /// </example>
    public static IEstimator<ITransformer> ExtractFeatures(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, ImageFeatureOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        options ??= new ImageFeatureOptions();
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var settings = new FeatureSettings { Output = outputColumnName, Input = inputColumnName ?? outputColumnName, Options = options };
        return new FeatureEstimator(EnvironmentOf(catalog), settings, cancellation);
    }

    /// <summary>
    /// Lets <see cref="ModelOperationsCatalog.Load(string, out DataViewSchema)"/> load models with parts of Transfer. An
    /// <see cref="MLContext"/> whose catalogs have made such a part can do so already.
    /// </summary>
    /// <param name="catalog">The <see cref="MLContext.ComponentCatalog"/> of the context that loads.</param>
    public static void RegisterTransfer(this ComponentCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        catalog.RegisterAssembly(ComponentAssembly.Instance);
    }

    /// <summary>The environment of a catalog, which can load parts of Transfer from then on.</summary>
    internal static IHostEnvironment EnvironmentOf(object catalog)
    {
        var environment = HiddenMembers.EnvironmentOf(catalog);
        environment.ComponentCatalog.RegisterTransfer();
        return environment;
    }
}
