using System.CommandLine;
using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string?> Model() => new("--model") { Description = "an ONNX file [default: efficientnet-lite0, in the box]" };

    public static Option<string?> Preprocessing() => new("--preprocessing")
    {
        Description = "caffe, tf, torch or such as order=RGB,mean=127,std=128[,resize=crop] [default: the backbone's record]",
    };

    public static Option<int?> ImageSize() => new("--image-size") { Description = "height and width in pixels [default: the backbone's]" };

    public static Option<string> Pool()
    {
        var pool = new Option<string>("--pool") { Description = "none, avg or max over the feature map", DefaultValueFactory = _ => "avg" };
        pool.AcceptOnlyFromAmong("none", "avg", "max");
        return pool;
    }

    /// <summary>What <see cref="Pool"/> was given.</summary>
    public static Pooling PoolingOf(string? text) => text switch { "none" => Pooling.None, "max" => Pooling.Max, _ => Pooling.Average };

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

    public static Option<bool> VerifyFiles() => new("--verify-files") { Description = "read and hash every file; do not trust an unchanged size and time" };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "decides everything that is random",
        DefaultValueFactory = _ => 1,
    };
}
