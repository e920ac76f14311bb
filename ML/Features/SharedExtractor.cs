namespace Transfer.ML;

/// <summary>
/// The base that an estimator and all transformers of it share, such as those of a cross-validation: opened when it is first needed,
/// closed when the last of the transformers is disposed.
/// </summary>
internal sealed class SharedExtractor(FeatureOptions options, string? baseHash)
{
    private readonly Lock _lock = new();
    private FeatureExtractor? _opened;
    private int _holders;

    public FeatureExtractor Open()
    {
        lock (_lock)
        {
            return _opened ??= new FeatureExtractor(options, baseHash);
        }
    }

    public SharedExtractor Hold()
    {
        lock (_lock)
        {
            _holders++;
            return this;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            if (--_holders == 0)
            {
                _opened?.Dispose();
                _opened = null;
            }
        }
    }
}
