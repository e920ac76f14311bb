using System.Reflection;

namespace Transfer.ML;

/// <summary>
/// What <see cref="ComponentCatalog.RegisterAssembly"/> reads to learn what loads the parts of a model. The attribute that says so is
/// ML.NET's own and cannot be written in C# elsewhere, so this stands for an assembly that has it.
/// </summary>
internal sealed class ComponentAssembly : Assembly
{
    private ComponentAssembly()
    {
    }

    public static ComponentAssembly Instance { get; } = new();

    public override string FullName => "Transfer.ML.Components";

    public override object[] GetCustomAttributes(Type attributeType, bool inherit)
    {
        ArgumentNullException.ThrowIfNull(attributeType);
        var type = HiddenMembers.TypeOf("Microsoft.ML.LoadableClassAttribute");
        return !attributeType.IsAssignableFrom(type) ? [] :
            (Attribute[])[Loads(typeof(FeatureLoader), LoaderName.Features), Loads(typeof(PredictorLoader), LoaderName.Predictor)];

        Attribute Loads(Type loader, LoaderName name) => (Attribute)HiddenMembers.Create(
            type, typeof(ITransformer), loader, null, HiddenMembers.TypeOf("Microsoft.ML.SignatureLoadModel"), name.Name,
            (string[])[name.Name]);
    }

    public override Type[] GetTypes() => [];
}
