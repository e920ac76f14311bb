using Microsoft.ML.Transforms.Image;

namespace Transfer.ML;

/// <summary>A column of images, as paths or as pixels, and how its features are got.</summary>
internal abstract class ImageColumn(FeatureTransformer owner, DataViewSchema.Column column)
{
    public DataViewSchema.Column Column => column;

    protected FeatureTransformer Owner => owner;

    public static ImageColumn Of(FeatureTransformer owner, DataViewSchema.Column column) => column.Type switch
    {
        TextDataViewType => new PathColumn(owner, column),
        ImageDataViewType => new PixelColumn(owner, column),
        var other => throw NoImages(column.Name, $"{other}"),
    };

    public static ArgumentException NoImages(string column, string type) => new(
        $"The column '{column}' is {type}; expected paths of images (text) or images (MLImage). Name such a column as the input.");

    /// <summary>Extracts all rows of some data, through the cache.</summary>
    /// <returns>What makes a getter that reads the features of a row of this data.</returns>
    public abstract Func<DataViewRow, ValueGetter<VBuffer<float>>> Extract(IDataView view);

    /// <summary>A getter that computes the features of the current row, once for each row, without the cache.</summary>
    public ValueGetter<VBuffer<float>> Compute(DataViewRow row)
    {
        var read = Reader(row);
        var (features, computed) = (new float[owner.Extractor.Length], -1L);
        return (ref VBuffer<float> destination) =>
        {
            if (computed != row.Position || row.Position < 0)
            {
                var (load, name) = read();
                if (owner.Extractor.Compute(load, features) is { } reason)
                {
                    ThrowUnlessAllowed($"The image {name} of the column '{column.Name}' cannot be used: {reason}. Repair or replace it");
                    Array.Fill(features, float.NaN);
                }

                computed = row.Position;
            }

            Fill(ref destination, features);
        };
    }

    /// <summary>What loads the image of the current row into a buffer or says what is wrong, and what the image is called.</summary>
    protected abstract Func<(Func<float[], string?> Load, string Name)> Reader(DataViewRow row);

    /// <param name="bad">How many images cannot be used.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="row">Its row, from 1.</param>
    protected void Report(int bad, int images, (string Name, string Reason) first, long row)
    {
        if (bad > 0)
        {
            ThrowUnlessAllowed(
                $"{bad:N0} of {images:N0} images of the column '{column.Name}' cannot be used, the first of them {first.Name} in row "
                + $"{row:N0}: {first.Reason}. Repair or remove them");
        }
    }

    /// <summary>A row from the cache, or missing values where there is none.</summary>
    /// <param name="key">Where it lies; null for nowhere.</param>
    protected static void Read(FeatureStore store, FeatureKey? key, ref VBuffer<float> destination)
    {
        var editor = VBufferEditor.Create(ref destination, store.RowLength);
        if (key is null)
        {
            editor.Values.Fill(float.NaN);
        }
        else if (!store.CopyRow(key.Value, editor.Values))
        {
            throw new InvalidDataException($"Features of the image {key.Value.Image} have gone from the cache '{store.Folder}' while it "
                + "was in use. Transform the data again.");
        }

        destination = editor.Commit();
    }

    private static void Fill(ref VBuffer<float> destination, float[] values)
    {
        var editor = VBufferEditor.Create(ref destination, values.Length);
        values.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    private void ThrowUnlessAllowed(string fault)
    {
        if (owner.Options.BadImages == BadImages.Throw)
        {
            throw new InvalidDataException($"{fault}, or choose {nameof(BadImages)}.{nameof(BadImages.MissingValues)} in the options.");
        }
    }
}
