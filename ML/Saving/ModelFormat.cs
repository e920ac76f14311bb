namespace Transfer.ML;

/// <summary>How a transformer lies in a file of <see cref="ModelOperationsCatalog"/>: ML.NET's header, then a number of bytes.</summary>
internal static class ModelFormat
{
    private const uint Version = 0x00010001;

    private static readonly Type VersionType = HiddenMembers.TypeOf("Microsoft.ML.VersionInfo");

    public static void Save(ModelSaveContext context, LoaderName loader, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(context);
        Call(context, "CheckAtModel");
        Call(context, "SetVersionInfo", VersionOf(loader));
        var writer = (BinaryWriter)HiddenMembers.Field(context, "Writer");
        writer.Write(content.Length);
        writer.Write(content);
    }

    /// <param name="context">ML.NET's own context of a part that is loaded.</param>
    /// <exception cref="InvalidDataException">The part is shorter than it says.</exception>
    public static byte[] Load(object context, LoaderName loader)
    {
        Call(context, "CheckAtModel", VersionOf(loader));
        var reader = (BinaryReader)HiddenMembers.Field(context, "Reader");
        var length = reader.ReadInt32();
        var content = length < 0 ? [] : reader.ReadBytes(length);
        return content.Length == length ? content : throw new InvalidDataException(
            $"The model ends within its part '{loader.Name}': it has {content.Length:N0} of {length:N0} bytes. Save it again.");
    }

    private static object VersionOf(LoaderName loader) => HiddenMembers.Create(
        VersionType, loader.Signature, Version, Version, Version, typeof(ModelFormat).Assembly.FullName, loader.Name, null);

    private static void Call(object context, string name, params object?[] arguments) =>
        HiddenMembers.Call(context.GetType(), context, name, arguments);
}
