using System.Globalization;
using Apache.Arrow;

namespace Transfer.Pipeline.Tables;

/// <summary>Values of Arrow's arrays.</summary>
internal static class ArrowValues
{
    /// <summary>What gives the text of a field, empty for null; null for an array of what is neither text nor number.</summary>
    public static Func<int, string>? TextOf(IArrowArray array) => array switch
    {
        StringArray texts => i => texts.GetString(i) ?? "",
        LargeStringArray texts => i => texts.GetString(i) ?? "",
        StringViewArray texts => i => texts.GetString(i) ?? "",
        BooleanArray bits => i => bits.GetValue(i) is { } bit ? (bit ? "1" : "0") : "",
        DictionaryArray { Indices: var indices, Dictionary: var values } when (TextOf(indices), TextOf(values)) is ({ } index, { } value) =>
            i => index(i) is { Length: > 0 } at ? value(int.Parse(at, CultureInfo.InvariantCulture)) : "",
        Int8Array numbers => i => Text(numbers.GetValue(i)),
        Int16Array numbers => i => Text(numbers.GetValue(i)),
        Int32Array numbers => i => Text(numbers.GetValue(i)),
        Int64Array numbers => i => Text(numbers.GetValue(i)),
        UInt8Array numbers => i => Text(numbers.GetValue(i)),
        UInt16Array numbers => i => Text(numbers.GetValue(i)),
        UInt32Array numbers => i => Text(numbers.GetValue(i)),
        UInt64Array numbers => i => Text(numbers.GetValue(i)),
        HalfFloatArray numbers => i => Text(numbers.GetValue(i)),
        FloatArray numbers => i => Text(numbers.GetValue(i)),
        Decimal128Array numbers => i => Text(numbers.GetValue(i)),
        DoubleArray numbers => i => Text(numbers.GetValue(i)),
        _ => null,
    };

    /// <summary>The numbers of a list; null where there is none, or where it is no list of numbers.</summary>
    public static float[]? List(IArrowArray lists, int row) => (lists.IsNull(row) ? null : lists switch
    {
        FixedSizeListArray own => own.GetSlicedValues(row),
        ListArray own => own.GetSlicedValues(row),
        LargeListArray own => own.GetSlicedValues(row),
        _ => null,
    }) switch
    {
        FloatArray values => Numbers(values.Length, i => values.GetValue(i) ?? float.NaN),
        DoubleArray values => Numbers(values.Length, i => (float)(values.GetValue(i) ?? double.NaN)),
        HalfFloatArray values => Numbers(values.Length, i => (float)(values.GetValue(i) ?? Half.NaN)),
        _ => null,
    };

    private static string Text<T>(T? value)
        where T : struct, IFormattable => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";

    private static float[] Numbers(int count, Func<int, float> at)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = at(i);
        }

        return values;
    }
}
