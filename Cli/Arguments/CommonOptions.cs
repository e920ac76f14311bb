using System.CommandLine;
using Transfer.Augmentation;

namespace Transfer.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string?> Model() => new("--model") { Description = "an ONNX file [default: efficientnet-lite0, in the box]" };

    public static Option<string> Device() => new("--device")
    {
        Description = "auto, cpu, cuda or cuda:N; auto says what it chose",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<string?> Cache() => new("--cache") { Description = "folder of the feature cache [default: $TRANSFER_HOME or the user's cache folder]" };

    public static Option<string?> Run() => new("--run") { Description = "run folder [default: runs/<time>-<model>]" };

    public static Option<string?> Imaging(string otherwise = "skia") => new("--imaging") { Description = $"what decodes images: skia, or imagesharp in a build that has it [default: {otherwise}]" };

    /// <summary>What <see cref="Imaging"/> was given.</summary>
    public static Imaging ImagingOf(string? text) => text is null ? default : ImagingLibrary.Parse(text);

    public static Option<long> Seed() => new("--seed")
    {
        Description = "decides everything that is random",
        DefaultValueFactory = _ => 1,
    };
}
