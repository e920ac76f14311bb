namespace Transfer.Pipeline.Tuning;

/// <summary>Opens the networks of a tournament at their image sizes and cuts.</summary>
/// <param name="tuning">What is tried.</param>
/// <param name="dataset">The images.</param>
/// <param name="state">Remembers what was measured and found.</param>
/// <param name="context">Says why a network is left out.</param>
internal sealed class TunePlaces(TuneOptions tuning, ImageDataset dataset, TuneState state, RunContext context)
{
    /// <summary>Every network at every image size and cut that can be used; why others cannot is said.</summary>
    public IReadOnlyList<TunePlace> Open()
    {
        var places = new List<TunePlace>();
        var faults = new List<string>();
        foreach (var model in TuneGrid.Models(tuning))
        {
            foreach (var options in PlacesOf(model, faults))
            {
                if (Add(options, model, Pooling.AverageMax) is { TakesToken: true })
                {
                    Add(options, model, Pooling.Auto);
                }

                if (tuning.Poolings.Contains(Pooling.None))
                {
                    Add(options, model, Pooling.None);
                }
            }
        }

        return places.Count > 0 ? places : throw new InvalidDataException($"None of the networks can be used. {faults.FirstOrDefault()}");

        TuneBase? Add(TrainOptions options, string model, Pooling pooling)
        {
            TuneBase? basis = null;
            Try(faults, $"{model} at {options.Features.ImageSize} px", () =>
            {
                basis = TuneBase.Open(
                    options with { Features = options.Features with { Pooling = pooling } }, dataset, state, context);
                if (places.Count > 0 && !places[0].Base.Identities.SequenceEqual(basis.Identities))
                {
                    throw new InvalidDataException("It can use other images than the first network, so the two cannot be compared.");
                }

                places.Add(new TunePlace(options, model, basis));
            });
            return basis;
        }
    }

    private List<TrainOptions> PlacesOf(string model, List<string> faults)
    {
        var found = new List<TrainOptions>();
        Try(faults, model, () =>
        {
            var own = Backbone.Load(model, allowOutsideData: tuning.Features.AllowOutsideData).Record;
            var features = tuning.Features with { Model = model, Preprocessing = own.Preprocessing is null ? Find(model, own) : null };
            found.AddRange(
                from size in TuneGrid.ImageSizes(tuning, own.ImageSize)
                from cut in tuning.Cuts.Count == 0 ? (string?[])[null] : [.. tuning.Cuts.Select(c => c == TuneOptions.End ? null : c)]
                select tuning.Training with
                {
                    Features = features with { ImageSize = size, Cut = cut },
                    Views = tuning.Training.Views with { Cached = tuning.Views.Max() },
                });
        });
        return found;
    }

    /// <summary>The preprocessing of a network of which none is known, found on the training images.</summary>
    private string Find(string model, BackboneRecord record) => state.PreprocessingOf(record.Sha256, () =>
    {
        context.Say($"The preprocessing of '{record.Name}' is not known, and is looked for.");
        var asked = tuning.Training with { Features = tuning.Features with { Model = model, Preprocessing = AutoPreprocessing.Name } };
        return AutoPreprocessing.Resolve(asked, context).Features.Preprocessing!;
    });

    private void Try(List<string> faults, string what, Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is not BackboneMissingException
            and (IOException or InvalidDataException or NotSupportedException or ArgumentException))
        {
            faults.Add($"{what}: {exception.Message}");
            context.Say($"Left out: {faults[^1]}");
        }
    }
}
