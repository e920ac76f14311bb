using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transfer.Tests.ML;

public sealed class FeatureDataViewTests : IDisposable
{
    private readonly PhotoData _data = new(perClass: 4);

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Rows_of_an_extraction_are_trained_on()
    {
        File.WriteAllText(Path.Combine(_data.Folder, "red", "bad.png"), "no image");
        var rows = await FeatureExtraction.ExtractAsync(new ExtractOptions { Data = _data.Folder, Features = _data.Options.Features })
            .ToListAsync();
        var view = rows.AsDataView(_data.Context);
        Assert.Equal(rows.Select(r => r.Path), view.GetColumn<string>("Path"));
        Assert.Equal(rows.Select(r => r.Outcome), view.GetColumn<string>("Outcome"));
        var good = _data.Context.Data.FilterRowsByMissingValues(view, "Features");
        Assert.Equal(rows.Where(r => r.IsOk).Select(r => r.Features.ToArray()), PhotoData.Features(good));
        var pipeline = _data.Keys.Append(_data.Context.MulticlassClassification.Trainers.SdcaMaximumEntropy());
        Assert.Equal(1, _data.Context.MulticlassClassification.Evaluate(pipeline.Fit(good).Transform(good)).MicroAccuracy);
    }

    [Fact]
    public void Rows_without_features_are_no_data()
    {
        var row = new ExtractedRow("a.png", "red", 0, "truncated", default);
        Assert.Equal(
            "None of the 1 rows has features. Give rows of an extraction with at least one usable image.",
            Assert.Throws<InvalidDataException>(() => new[] { row }.AsDataView(_data.Context)).Message);
    }

    [Fact]
    public void A_store_is_read_when_its_data_are()
    {
        var expected = PhotoData.Features(_data.Extraction.Fit(_data.View).Transform(_data.View));
        using var open = OpenBase.Open(_data.Options.Features, BaseCut.End);
        using var source = FeatureSource.Open(open, _data.Options.Features, null);
        var store = source.Parts.Store!;
        var view = store.AsDataView(_data.Context);
        Assert.Equal(expected.Order(Comparer<float[]>.Create((a, b) => a[0].CompareTo(b[0]))),
            PhotoData.Features(view).Order(Comparer<float[]>.Create((a, b) => a[0].CompareTo(b[0]))));
        Assert.Equal(store.Keys().Select(k => k.Image.ToString()).Order(), view.GetColumn<string>("Image").Order());
        Assert.All(view.GetColumn<int>("View"), v => Assert.Equal(0, v));
    }
}
