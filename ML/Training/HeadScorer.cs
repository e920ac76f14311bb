namespace Transfer.ML;

/// <summary>A head on features, of a column or of images.</summary>
/// <param name="images">Makes features of images; null where the column has features. Owned.</param>
internal sealed class HeadScorer(ExportedModel head, FeatureTransformer? images) : Scorer
{
    private readonly int _length = head.Metadata.Features!.Value;

    public override DataViewType Type => images is null ? new VectorDataViewType(NumberDataViewType.Single, _length)
        : TextDataViewType.Instance;

    public FeatureTransformer? Images => images;

    public override bool Takes(DataViewType type) => images is not null ? Columns.AreImages(type)
        : type is VectorDataViewType vector && vector.Size == _length && vector.ItemType == NumberDataViewType.Single;

    public override Func<DataViewRow, Action<float[]>> Bind(DataViewSchema.Column column, IDataView? view)
    {
        var source = Source(column, view);
        return row =>
        {
            var (getter, buffer, features) = (source(row), default(VBuffer<float>), new float[_length]);
            return outputs =>
            {
                getter(ref buffer);
                buffer.CopyTo(features);
                head.Predict(features, 1).CopyTo(outputs, 0);
            };
        };
    }

    public override void Dispose()
    {
        head.Dispose();
        images?.Dispose();
    }

    private Func<DataViewRow, ValueGetter<VBuffer<float>>> Source(DataViewSchema.Column column, IDataView? view)
    {
        if (images is null)
        {
            return row => row.GetGetter<VBuffer<float>>(column);
        }

        var own = ImageColumn.Of(images, column);
        return view is null ? own.Compute : own.Extract(view);
    }
}
