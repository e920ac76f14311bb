using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using Transfer.Hosting;
using Transfer.Serving;
using Transfer.Tests.Support;

namespace Transfer.Tests.Architecture;

/// <summary>The design, held by the build: who may know whom.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(ImageLoader).Assembly, typeof(FeatureStore).Assembly, typeof(OnnxGraph).Assembly, typeof(TransferLearning).Assembly,
        typeof(DemoRun).Assembly, typeof(ClassifierServices).Assembly, typeof(TransferCatalog).Assembly,
        typeof(ClassifierServer).Assembly,
    ];

    [Theory]
    [InlineData("Augmentation")]
    [InlineData("FeatureCache")]
    [InlineData("Kernels")]
    [InlineData("Models", "Backbones", "Kernels")]
    [InlineData("Pipeline", "Augmentation", "FeatureCache", "Kernels", "Models")]
    [InlineData("Demo", "Pipeline")]
    [InlineData("Cli", "Demo", "Pipeline", "Serving")]
    [InlineData("Hosting", "Pipeline")]
    [InlineData("ML", "Pipeline")]
    [InlineData("Serving", "Hosting", "Pipeline")]
    [InlineData("Samples", "Hosting", "ML", "Pipeline")]
    [InlineData("Tests", "Cli", "Samples")]
    public void Projects_reference_exactly_what_the_design_says(string project, params string[] expected)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, project, $"Transfer.{project}.csproj"));
        var references = file.Descendants("ProjectReference").Select(r => r.Attribute("Include")!.Value.Split('/')[1])
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, references);
    }

    [Theory]
    [InlineData("Augmentation", "BitMiracle.LibTiff.NET", "Magick.NET-Q8-x64", "SixLabors.ImageSharp", "SkiaSharp",
        "SkiaSharp.NativeAssets.Linux.NoDependencies")]
    [InlineData("FeatureCache", "Apache.Arrow")]
    [InlineData("Hosting", "Microsoft.Extensions.Hosting.Abstractions")]
    [InlineData("Kernels", "System.Numerics.Tensors")]
    [InlineData("ML", "Microsoft.ML", "Microsoft.ML.ImageAnalytics")]
    [InlineData("Pipeline", "MathNet.Numerics", "Microsoft.ML", "Microsoft.ML.ImageAnalytics", "OxyPlot.Core", "OxyPlot.SkiaSharp",
        "ParquetSharp")]
    [InlineData("Serving", "Microsoft.AspNetCore.OpenApi")]
    public void Projects_use_exactly_the_packages_of_the_design(string project, params string[] expected)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, project, $"Transfer.{project}.csproj"));
        Assert.Equal(expected, file.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_reference_has_every_library_with_public_types()
    {
        var libraries = Directory.EnumerateFiles(Repository.Root, "PublicAPI.Unshipped.txt", SearchOption.AllDirectories)
            .Select(file => $"Transfer.{Path.GetFileName(Path.GetDirectoryName(file))}.dll").Order(StringComparer.Ordinal);
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docfx.json")));
        var files = settings.RootElement.GetProperty("metadata")[0].GetProperty("src")[0].GetProperty("files").EnumerateArray();
        Assert.Equal(libraries, files.Select(file => file.GetString()!));
    }

    [Theory]
    [InlineData("Kernels", "Models", "Augmentation", "FeatureCache")]
    public void Pointers_are_only_in_kernels_and_where_native_libraries_need_them(params string[] expected)
    {
        var projects = Directory.EnumerateFiles(Repository.Root, "Transfer.*.csproj", SearchOption.AllDirectories)
            .Where(f => XDocument.Load(f).Descendants("AllowUnsafeBlocks").Any()).Select(f => Path.GetFileName(Path.GetDirectoryName(f)!));
        Assert.Equal(expected.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(
            "AllowUnsafeBlocks", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_library_type_of_others_is_in_a_public_signature_where_a_span_and_a_shape_do()
    {
        string[] hidden = ["SkiaSharp", "Microsoft.ML.OnnxRuntime", "Apache.Arrow", "Google.Protobuf", "ParquetSharp", "OxyPlot"];
        var leaks = Libraries.SelectMany(a => a.GetExportedTypes()).SelectMany(Signatures)
            .Where(s => hidden.Any(h => s.Used.Assembly.GetName().Name!.StartsWith(h, StringComparison.Ordinal)))
            .Select(s => $"{s.Member.DeclaringType?.Name}.{s.Member.Name} has {s.Used.Name}");
        Assert.Empty(leaks);
    }

    private static IEnumerable<(MemberInfo Member, Type Used)> Signatures(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var member in type.GetMembers(own))
        {
            Type[] used = member switch
            {
                MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(p => p.ParameterType)],
                ConstructorInfo constructor => [.. constructor.GetParameters().Select(p => p.ParameterType)],
                PropertyInfo property => [property.PropertyType],
                FieldInfo field => [field.FieldType],
                _ => [],
            };
            foreach (var one in used.SelectMany(u => u.GetGenericArguments().Append(u.GetElementType() ?? u)))
            {
                yield return (member, one);
            }
        }
    }
}
