namespace Transfer.Pipeline.Features;

/// <summary>Networks of one's own.</summary>
internal static class BackboneFiles
{
    /// <summary>Writes what is known of a network beside it, where every use of the file reads it.</summary>
    /// <param name="file">An ONNX file with an image input.</param>
    /// <param name="facts">What its owner knows of it.</param>
    /// <returns>The path of the network: a copy where it was given a name.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not a network, or nothing is known of its preprocessing.</exception>
    /// <exception cref="ArgumentException">The preprocessing cannot be used, or the name is not one of a file.</exception>
    public static string Add(string file, BackboneFacts facts)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Name is { } wanted && (wanted.Length == 0 || wanted.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || wanted[0] == '.'))
        {
            throw new ArgumentException($"'{wanted}' is not a name. Expected letters, digits, '-' and '.', such as nasnet-mobile.");
        }

        var network = Backbone.Load(file).Record;
        var known = facts.Name is { } name ? BackboneRegistry.Find(name) : null;
        var preprocessing = facts.Preprocessing ?? network.Preprocessing ?? known?.Preprocessing ?? throw new InvalidDataException(
            $"Nothing is known of the preprocessing of '{file}'. Give one: caffe, tf, torch, or such as order=RGB,mean=127,std=128.");
        var record = (known ?? network) with
        {
            Name = facts.Name ?? network.Name,
            Sha256 = network.Sha256,
            ImageSize = facts.ImageSize ?? known?.ImageSize ?? network.ImageSize,
            Preprocessing = Preprocessing.Parse(preprocessing).ToString(),
            PreprocessingFile = null,
            Licence = facts.Licence ?? (known ?? network).Licence,
            Origin = facts.Origin ?? (known ?? network).Origin,
            Sources = [],
            Export = [],
        };
        var path = file;
        if (facts.Name is not null)
        {
            Directory.CreateDirectory(BackboneRegistry.Folder);
            path = Path.Combine(BackboneRegistry.Folder, facts.Name + ".onnx");
            if (Path.GetFullPath(file) != path)
            {
                File.Copy(file, path, overwrite: true);
            }
        }

        Sidecar.Write(path, record);
        return path;
    }
}
