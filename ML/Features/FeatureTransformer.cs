using System.Text.Json;

namespace Transfer.ML;

/// <summary>Adds a column of features to a column of images: of all rows at once through the cache, or row by row without it.</summary>
internal sealed class FeatureTransformer : RowTransformer
{
    private readonly IHostEnvironment _environment;
    private readonly FeatureSettings _settings;
    private readonly SharedExtractor _extractor;
    private readonly CancellationToken _cancellation;

    public FeatureTransformer(
        IHostEnvironment environment, FeatureSettings settings, SharedExtractor extractor, CancellationToken cancellation)
    {
        (_environment, _settings, _cancellation) = (environment, settings, cancellation);
        _extractor = extractor.Hold();
    }

    public ImageFeatureOptions Options => _settings.Options;

    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public FeatureExtractor Extractor
    {
        get
        {
            ThrowIfDisposed();
            return _extractor.Open();
        }
    }

    protected override LoaderName Loader => LoaderName.Features;

    /// <summary>A column of F features.</summary>
    public static DataViewSchema.DetachedColumn ColumnOf(string name, int length) =>
        new(name, new VectorDataViewType(NumberDataViewType.Single, length));

    /// <param name="bytes">What <see cref="ToBytes"/> gave.</param>
    public static FeatureTransformer FromBytes(IHostEnvironment environment, byte[] bytes) =>
        Loaded(environment, JsonSerializer.Deserialize<FeatureSettings>(bytes)!);

    /// <summary>What was saved with a model. Where its cache is not there, as on another machine, the usual one is taken.</summary>
    public static FeatureTransformer Loaded(IHostEnvironment environment, FeatureSettings settings)
    {
        var features = settings.Options.Features;
        features = Directory.Exists(features.Cache) ? features : features with { Cache = null };
        return new FeatureTransformer(
            environment, settings with { Options = settings.Options with { Features = features } },
            new SharedExtractor(features, settings.BaseHash), CancellationToken.None);
    }

    /// <summary>What is known of the base and can be saved.</summary>
    public FeatureSettings FixedSettings()
    {
        var extractor = Extractor;
        return _settings with
        {
            BaseHash = extractor.BaseHash,
            Options = Options with { Features = extractor.Fixed(Options.Features) },
        };
    }

    /// <summary>Where progress is reported, and what stops an extraction.</summary>
    public RunContext Context(LogProgress log) => new(log, TimeProvider.System, _cancellation);

    public LogProgress Log() => new(_environment, nameof(TransferCatalog.ExtractFeatures));

    protected override AddedColumns Add(DataViewSchema schema, IDataView? view)
    {
        var images = ImageColumn.Of(this, Columns.Find(schema, _settings.Input, "images"));
        return new AddedColumns(images.Column, [ColumnOf(_settings.Output, Extractor.Length)], () =>
        {
            var getter = view is null ? images.Compute : images.Extract(view);
            return row => [getter(row)];
        });
    }

    protected override byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(FixedSettings());

    protected override void Close() => _extractor.Release();
}
