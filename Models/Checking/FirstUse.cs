using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>
/// Compares a network with its untouched file when it is used for the first time at a cut, an image size and a device, and remembers in the
/// user's cache folder, by the hash of the file, that it agreed.
/// </summary>
internal static class FirstUse
{
    private const string Folder = "compared";

    /// <summary>Compares the base below a cut as it runs.</summary>
    /// <param name="backbone">The network. One that was not read from a file has nothing to be compared with.</param>
    /// <param name="cut">Where features leave.</param>
    /// <param name="convBase">The base.</param>
    /// <exception cref="InvalidDataException">The base differs from the file, or mixes the images of a batch.</exception>
    /// <exception cref="NotSupportedException">ONNX Runtime does not run the file.</exception>
    public static void Verify(Backbone backbone, CutPoint cut, ConvBase convBase) =>
        Once(backbone, $"{cut.Name} {convBase.ImageSize} {convBase.Pooling.Key} {convBase.Device} {convBase.Device.Precision} "
                + $"{convBase.ConvolutionAlgorithm}",
            () => BaseComparison.Fault(
                Reference.Of(backbone.Graph, convBase.ImageSize, convBase.Device.Precision), cut, convBase));

    /// <summary>Compares the part between a cut and the end of the base in TorchSharp.</summary>
    /// <param name="backbone">The network. One that was not read from a file has nothing to be compared with.</param>
    /// <param name="cut">Where features enter.</param>
    /// <param name="end">The end of the base.</param>
    /// <param name="imageSize">Height and width of the images in pixels.</param>
    /// <exception cref="InvalidDataException">The part differs from the file.</exception>
    /// <exception cref="NotSupportedException">ONNX Runtime does not run the file, or the part cannot be trained.</exception>
    public static void Verify(Backbone backbone, CutPoint cut, CutPoint end, int imageSize) =>
        Once(backbone, $"{cut.Name} {end.Name} {imageSize} TorchSharp", () =>
        {
            using var scope = NewDisposeScope();
            using var part = new TrainableGraph(backbone.Graph, cut, end.Name, imageSize);
            part.eval();
            var reference = Reference.Of(backbone.Graph, imageSize);
            var values = reference.Run([.. cut.Tensors, end.Name]);
            var rows = reference.Rows(cut, MapPooling.Of(cut, Pooling.None), values);
            var (difference, accepted) = PartComparison.Measure(part, rows, values[end.Name], reference.Tolerance);
            return difference <= accepted ? null : Divergence.Fault(
                $"The part between '{cut.Name}' and '{end.Name}' in TorchSharp", difference, accepted,
                Divergence.First(part, tensors => reference.Run(tensors, reference.FirstImage), rows, accepted));
        });

    private static void Once(Backbone backbone, string use, Func<string?> compare)
    {
        if (backbone.Graph.File is null)
        {
            return;
        }

        // Another version of this program or of ONNX Runtime may compute something else.
        var key = $"{backbone.Record.Sha256} {use} {ConvBase.RuntimeVersion} {typeof(FirstUse).Module.ModuleVersionId}";
        var path = Path.Combine(UserFolder.Cache, Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));
        if (File.Exists(path))
        {
            return;
        }

        if (compare() is { } fault)
        {
            throw new InvalidDataException($"'{backbone.Record.Name}' cannot be used. {fault}");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            FileReplacement.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(key + "\n")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is compared again the next time.
        }
    }
}
