using System.Reflection;

namespace Transfer.ML;

/// <summary>
/// What ML.NET keeps to itself and a component outside of it cannot do without: saving and loading, the environment of a catalog, and
/// shapes of columns. All of it is found by name, here only.
/// </summary>
internal static class HiddenMembers
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly Core = typeof(ICanSaveModel).Assembly;

    /// <summary>The environment that a catalog of an <see cref="MLContext"/> works in.</summary>
    public static IHostEnvironment EnvironmentOf(object catalog)
    {
        var face = Array.Find(catalog.GetType().GetInterfaces(), i => i.Name == "IInternalCatalog") ?? throw Unknown("IInternalCatalog");
        return (IHostEnvironment)(face.GetProperty("Environment") ?? throw Unknown("Environment")).GetValue(catalog)!;
    }

    /// <summary>What an estimator promises of columns.</summary>
    public static SchemaShape ShapeOf(DataViewSchema schema) => (SchemaShape)Call(typeof(SchemaShape), null, "Create", schema)!;

    /// <summary>A type of Microsoft.ML.Core.</summary>
    public static Type TypeOf(string name) => Core.GetType(name) ?? throw Unknown(name);

    public static object? Call(Type type, object? target, string name, params object?[] arguments)
    {
        var method = Array.Find(type.GetMethods(Any), m => m.Name == name && Fits(m.GetParameters(), arguments)) ?? throw Unknown(name);
        return method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    public static object Field(object target, string name) =>
        (target.GetType().GetField(name, Any) ?? throw Unknown(name)).GetValue(target)!;

    public static object Create(Type type, params object?[] arguments)
    {
        var constructor = Array.Find(type.GetConstructors(Any), c => Fits(c.GetParameters(), arguments)) ?? throw Unknown(type.Name);
        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static bool Fits(ParameterInfo[] parameters, object?[] arguments) => parameters.Length == arguments.Length
        && parameters.Zip(arguments).All(p => p.Second is null ? !p.First.ParameterType.IsValueType
            : p.First.ParameterType.IsInstanceOfType(p.Second));

    private static NotSupportedException Unknown(string name) => new(
        $"Microsoft.ML {Core.GetName().Version} has no '{name}', which Transfer.ML needs. Use the version of Microsoft.ML that the package "
        + "Transfer.ML asks for.");
}
