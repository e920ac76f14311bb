using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Transfer.ML;

/// <summary>
/// A column of images in memory. Rows are recognised by the hash of their pixels. The images stay their owner's: ML.NET does not say
/// whether a getter gives a new image or one of the user's.
/// </summary>
internal sealed class PixelColumn(FeatureTransformer owner, DataViewSchema.Column column) : ImageColumn(owner, column)
{
    private const string NoImage = "there is no image";
    private const int BatchSize = 8;

    public override Func<DataViewRow, ValueGetter<VBuffer<float>>> Extract(IDataView view)
    {
        using var log = Owner.Log();
        var context = Owner.Context(log);
        var (keys, images) = (new Dictionary<DataViewRowId, FeatureKey?>(), 0);
        var (bad, first, firstRow) = (0, (Name: "", Reason: ""), 0L);
        using (var batches = new PixelBatches(Owner.Extractor, BatchSize * Environment.ProcessorCount))
        using (var cursor = view.GetRowCursor([Column]))
        {
            var (read, id, key) = (Getter(cursor), cursor.GetIdGetter(), default(DataViewRowId));
            while (cursor.MoveNext())
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var image = read();
                id(ref key);
                var reason = image is null ? NoImage : null;
                var place = image is null ? null : batches.Add(HashOf(image), values => Load(image, values), out reason);
                if (reason is not null)
                {
                    (first, firstRow) = bad++ == 0 ? ((NameOf(image), reason), images + 1) : (first, firstRow);
                }

                if (!keys.TryAdd(key, place))
                {
                    throw new InvalidDataException($"Two rows of the data have the same identifier ({key}), so their images cannot be told "
                        + "apart. Save the images to files and give their paths.");
                }

                images++;
                context.Progress?.Report(new ProgressUpdate("Extracting features", images, view.GetRowCount() ?? images, "images"));
            }

            bad += batches.Finish(out var notFinite);
            foreach (var (row, _) in keys.Where(k => k.Value is { } own && notFinite.Contains(own)).ToArray())
            {
                keys[row] = null;
                first = first.Reason.Length > 0 ? first : ("of some row", FeatureExtractor.WhyNotFinite([float.NaN])!);
            }

            context.Say($"Features: {batches.Computed:N0} extracted, {images - bad - batches.Computed:N0} from the cache.");
        }

        Report(bad, images, first, firstRow);
        return row =>
        {
            var (id, key) = (row.GetIdGetter(), default(DataViewRowId));
            return (ref VBuffer<float> destination) =>
            {
                id(ref key);
                Read(Owner.Extractor.Store, keys.GetValueOrDefault(key), ref destination);
            };
        };
    }

    protected override Func<(Func<float[], string?> Load, string Name)> Reader(DataViewRow row)
    {
        var read = Getter(row);
        return () =>
        {
            var image = read();
            return (values => image is null ? NoImage : Load(image, values), NameOf(image));
        };
    }

    private Func<MLImage?> Getter(DataViewRow row)
    {
        var (getter, image) = (row.GetGetter<MLImage>(Column), default(MLImage));
        return () =>
        {
            getter(ref image!);
            return image;
        };
    }

    private string? Load(MLImage image, float[] values)
    {
        try
        {
            Owner.Extractor.Loader.Load(image, values);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message.TrimEnd('.');
        }
    }

    private static string NameOf(MLImage? image) => image?.Tag is { Length: > 0 } tag ? $"'{tag}'" : "without a name";

    /// <summary>Of the pixels with their layout: the same pixels in another shape are another image.</summary>
    private static ContentHash HashOf(MLImage image)
    {
        Span<byte> content = stackalloc byte[ContentHash.Size + (3 * sizeof(int))];
        SHA256.HashData(image.Pixels, content);
        int[] layout = [image.Width, image.Height, (int)image.PixelFormat];
        for (var i = 0; i < layout.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(content[(ContentHash.Size + (i * sizeof(int)))..], layout[i]);
        }

        return ContentHash.Of(content);
    }
}
