using Microsoft.ML.Transforms.Image;

namespace Transfer.ML;

/// <summary>Has nothing to learn: the base is trained. Every fit gives a transformer of its own on the same base.</summary>
internal sealed class FeatureEstimator(IHostEnvironment environment, FeatureSettings settings, CancellationToken cancellation)
    : IEstimator<ITransformer>
{
    private readonly SharedExtractor _extractor = new(settings.Options.Features, null);

    public ITransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new FeatureTransformer(environment, settings, _extractor, cancellation);
        // Says at once what is wrong with the columns.
        _ = transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var column = Columns.Find(inputSchema, settings.Input, "images");
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is TextDataViewType or ImageDataViewType
            ? Columns.Add(inputSchema, [FeatureTransformer.ColumnOf(settings.Output, _extractor.Open().Length)])
            : throw ImageColumn.NoImages(settings.Input, Columns.Describe(column));
    }
}
