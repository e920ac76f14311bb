namespace Transfer.Pipeline;

/// <summary>The images of a run as its record has them: names, contents, classes and splits. Today's folder only has the files.</summary>
internal sealed class RecordedImages
{
    private readonly RunFolder _run;
    private readonly RunRecord _record;

    private RecordedImages(RunFolder run, RunRecord record, IReadOnlyList<RunSample> samples, string folder)
    {
        (_run, _record, Samples, Folder) = (run, record, samples, folder);
        var dataset = new ImageDataset
        {
            Kind = record.Kind,
            Classes = record.Classes,
            Train = Of(SplitNames.Train),
            Validation = Of(SplitNames.Validation),
            Test = Of(SplitNames.Test),
            Description = "",
        };
        Dataset = dataset with { Description = $"{dataset.Counts} of '{run.Path}'" };

        ImageSample[] Of(string split) => [.. samples.Where(s => s.Split == split).Select(s => s.At(Path.Combine(folder, s.Path)))];
    }

    /// <summary>Every image that the run knows, those that could not be used among them; empty where the list is lost.</summary>
    public IReadOnlyList<RunSample> Samples { get; }

    /// <summary>The data folder as it is looked for today.</summary>
    public string Folder { get; }

    /// <summary>The images of the run where their names say; whether they are there is not known yet.</summary>
    public ImageDataset Dataset { get; }

    /// <summary>The record of the run.</summary>
    public RunRecord Record => _record;

    private bool IsNetworkGone => _record.Options.Features.Model is { } model && !File.Exists(model) && !Backbone.IsName(model);

    /// <summary>Reads the list of a run's images.</summary>
    /// <param name="data">Where they are now; null for where they were, or as far from the run folder as then.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public static RecordedImages Read(RunFolder run, RunRecord record, string? data = null)
    {
        if (data is not null && !Directory.Exists(data))
        {
            throw new DirectoryNotFoundException($"There is no folder '{data}'. Give the folder that has the images of '{run.Path}' now.");
        }

        var samples = SampleFile.Read(run.SamplesPath, record.Classes);
        return new RecordedImages(run, record, samples, data ?? Choose(run, record, samples));
    }

    /// <summary>The network from the run's own <c>model.onnx</c> where the network's file is gone; null where it is there.</summary>
    public Backbone? NetworkOfExport() =>
        IsNetworkGone && File.Exists(_run.ModelPath) ? Backbone.Load(_run.ModelPath).As(_record.Backbone!) : null;

    /// <summary>Refuses another network than the run's.</summary>
    /// <exception cref="InvalidDataException">Its file has other bytes, or is gone and cannot be replaced by the exported one.</exception>
    public void CheckNetwork(OpenBase open)
    {
        var (own, network, file) = (_record.Backbone!, open.Backbone.Record, _record.Options.Features.Model);
        if (own.Sha256 != network.Sha256)
        {
            throw new InvalidDataException($"'{file ?? own.Name}' has changed since '{_run.Path}' was trained with it (its SHA-256 was "
                + $"{Short(own.Sha256)}… and is {Short(network.Sha256)}…). Put the earlier file back.");
        }

        if (IsNetworkGone && open.Cut.Name != _record.Cut)
        {
            throw new FileNotFoundException($"There is no file '{file}', the network that '{_run.Path}' was trained with, and its exported "
                + "file does not do instead. Put it back.");
        }

        static string Short(string hash) => hash[..Math.Min(16, hash.Length)];
    }

    /// <summary>Finds the files of some splits.</summary>
    /// <returns>The dataset with the images that were found; other splits are as they were.</returns>
    /// <exception cref="IOException">There is no such folder, or none of the images in it.</exception>
    /// <exception cref="InvalidDataException">The run has no list, or was strict and the images are not as they were.</exception>
    public ImageDataset Find(IReadOnlyList<string> splits, Func<string, ContentHash?> hashOf, RunContext context)
    {
        var found = Find([.. Samples.Where(s => splits.Contains(s.Split))], hashOf);
        foreach (var sentence in found.Sentences(Folder).Concat(RunPaths.ChangedTables(_record).Select(path =>
            $"Changed: the table '{path}' is not there, or not as it was when the run was trained. Targets are those of the run.")))
        {
            context.Say(sentence);
        }

        if (_record.Options.Strict && !found.AreTheSame)
        {
            throw new InvalidDataException($"The images of '{Folder}' are not those that '{_run.Path}' was trained with, and a strict run "
                + "allows no difference. See above what differs, and put the images back.");
        }

        return Dataset with { Train = Found(Dataset.Train), Validation = Found(Dataset.Validation), Test = Found(Dataset.Test) };

        ImageSample[] Found(IEnumerable<ImageSample> samples) => [.. samples
            .Select(s => found.Paths.TryGetValue(s.Name!, out var path) ? s with { Path = path } : s)
            .Where(s => found.Paths.ContainsKey(s.Name!))];
    }

    /// <summary>Finds the files of some images.</summary>
    /// <inheritdoc cref="Find(IReadOnlyList{string}, Func{string, ContentHash?}, RunContext)"/>
    public FoundImages Find(IReadOnlyList<RunSample> wanted, Func<string, ContentHash?> hashOf)
    {
        if (Samples.Count == 0)
        {
            throw new InvalidDataException($"'{_run.Path}' has no samples.csv, the list of its images, so nobody knows what it was "
                + "trained on. Train again into another run folder.");
        }

        if (!Directory.Exists(Folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{Folder}', where the images of '{_run.Path}' were. "
                + "Give the folder that has them now.");
        }

        var found = new ImageSearch(Folder, Samples, _record.Options.Targets is not null, hashOf).Find(wanted);
        return found.Paths.Count > 0 || wanted.Count == 0 ? found : throw new FileNotFoundException(
            $"'{Folder}' has none of the {wanted.Count:N0} images that '{_run.Path}' was trained with and that are needed now "
            + $"(such as {FoundImages.List(wanted.Select(s => s.Path), 3)}). Give the folder that has them now.");
    }

    /// <summary>Where the data were, or as far from the run folder as then: the one that has more of the images by name and size.</summary>
    private static string Choose(RunFolder run, RunRecord record, IReadOnlyList<RunSample> samples)
    {
        var was = record.Options.Data;
        string?[] candidates = [was, RunPaths.FromRun(record, run.Path, was)];
        string[] folders = [.. candidates.OfType<string>().Distinct().Where(Directory.Exists)];
        return folders.Length < 2 ? folders.FirstOrDefault(was) : folders.MaxBy(folder => samples.Count(
            s => new FileInfo(Path.Combine(folder, s.Path)) is { Exists: true } file && file.Length == s.Size))!;
    }
}
