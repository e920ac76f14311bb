using System.Globalization;
using System.Reflection;

namespace Transfer.ML;

/// <summary>A column of labels: keys, or booleans for two classes.</summary>
internal static class LabelColumn
{
    private const string KeyValues = "KeyValues";

    /// <summary>Why a column cannot be learnt; null where it can.</summary>
    public static string? Fault(string name, string type, bool isKey, bool isBoolean, bool isBinary) =>
        isBinary ? isBoolean ? null : $"The label column '{name}' is {type}; expected a boolean. For keys, train several classes instead."
            : isKey ? null : $"The label column '{name}' is {type}; expected a key. Append MapValueToKey(\"{name}\") before the trainer.";

    /// <summary>The names of the classes: the values of the keys as text, or their numbers where there are none.</summary>
    public static string[] NamesOf(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key)
        {
            return [bool.FalseString, bool.TrueString];
        }

        if (column.Annotations.Schema.GetColumnOrNull(KeyValues) is not { Type: VectorDataViewType vector })
        {
            return [.. Enumerable.Range(0, checked((int)key.Count)).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        }

        var read = typeof(LabelColumn).GetMethod(nameof(Texts), BindingFlags.Static | BindingFlags.NonPublic)!;
        return (string[])read.MakeGenericMethod(vector.ItemType.RawType)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [column], null)!;
    }

    /// <summary>Gives the class of the current row, from 0; -1 where it is missing.</summary>
    public static Func<int> Getter(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var t when t == typeof(bool) => Getter<bool>(row, column, v => v ? 1 : 0),
        var t when t == typeof(byte) => Getter<byte>(row, column, v => v - 1),
        var t when t == typeof(ushort) => Getter<ushort>(row, column, v => v - 1),
        var t when t == typeof(ulong) => Getter<ulong>(row, column, v => (int)v - 1),
        _ => Getter<uint>(row, column, v => (int)v - 1),
    };

    private static Func<int> Getter<T>(DataViewRow row, DataViewSchema.Column column, Func<T, int> index)
    {
        var (getter, value) = (row.GetGetter<T>(column), default(T));
        return () =>
        {
            getter(ref value!);
            return index(value);
        };
    }

    private static string[] Texts<T>(DataViewSchema.Column column)
    {
        var values = default(VBuffer<T>);
        column.Annotations.GetValue(KeyValues, ref values);
        return [.. values.DenseValues().Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];
    }
}
