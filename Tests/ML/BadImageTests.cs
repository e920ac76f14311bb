using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transfer.Tests.ML;

public sealed class BadImageTests : IDisposable
{
    private readonly PhotoData _data = new(perClass: 4);

    public BadImageTests()
    {
        _data.Photos[2].ImagePath = _data.File("missing.png");
        File.WriteAllText(_data.Photos[5].ImagePath, "no image");
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_row_whose_image_cannot_be_used_is_named()
    {
        var view = _data.Extraction.Fit(_data.View).Transform(_data.View);
        var fault = Assert.Throws<InvalidDataException>(() => PhotoData.Features(view));
        Assert.StartsWith("2 of 8 images of the column 'ImagePath' cannot be used, the first of them "
            + $"'{_data.Photos[2].ImagePath}' in row 3: unreadable: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Repair or remove them, or choose BadImages.MissingValues in the options.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_features_are_missing_values_where_the_options_say_so()
    {
        var options = _data.Options with { BadImages = BadImages.MissingValues };
        var model = _data.Context.Transforms.ExtractFeatures("Features", "ImagePath", options).Fit(_data.View);
        var view = model.Transform(_data.View);
        int[] bad = [2, 5];
        Assert.All(PhotoData.Features(view).Index(), f => Assert.Equal(bad.Contains(f.Index), f.Item.All(float.IsNaN)));
        Assert.Equal(6, PhotoData.Features(_data.Context.Data.FilterRowsByMissingValues(view, "Features")).Length);
        using var engine = _data.Context.Model.CreatePredictionEngine<Photo, PhotoScore>(model);
        Assert.All(engine.Predict(_data.Photos[5]).Features, f => Assert.True(float.IsNaN(f)));
    }

    [Fact]
    public void A_prediction_engine_names_the_image()
    {
        using var engine = _data.Context.Model.CreatePredictionEngine<Photo, PhotoScore>(_data.Extraction.Fit(_data.View));
        var fault = Assert.Throws<InvalidDataException>(() => engine.Predict(new Photo()));
        Assert.Equal("The image '' of the column 'ImagePath' cannot be used: the path is empty. Repair or replace it, or choose "
            + "BadImages.MissingValues in the options.", fault.Message);
        Assert.Contains("missing.png", Assert.Throws<InvalidDataException>(() => engine.Predict(_data.Photos[2])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_an_image_in_memory_is_named()
    {
        _data.Photos[0].Image = MLImage.CreateFromFile(_data.Photos[0].ImagePath);
        var pipeline = _data.Context.Transforms.ExtractFeatures("Features", "Image", _data.Options);
        var view = pipeline.Fit(_data.View).Transform(_data.View);
        var fault = Assert.Throws<InvalidDataException>(() => PhotoData.Features(view));
        Assert.StartsWith("7 of 8 images of the column 'Image' cannot be used, the first of them without a name in row 2: there is no "
            + "image.", fault.Message, StringComparison.Ordinal);
        _data.Photos[0].Image!.Dispose();
    }

    [Fact]
    public void A_trainer_leaves_rows_with_missing_features_out_and_says_so()
    {
        var options = _data.Learning with
        {
            FeatureColumnName = "ImagePath",
            Images = _data.Options with { BadImages = BadImages.MissingValues },
        };
        var pipeline = _data.Keys.Append(_data.Context.MulticlassClassification.Trainers.TransferLearning(options));
        var scored = pipeline.Fit(_data.View).Transform(_data.View);
        Assert.Contains(_data.Log, m => m.EndsWith("Left out: 2 rows without a label or with missing features.", StringComparison.Ordinal));
        Assert.Equal(2, scored.GetColumn<float[]>("Score").Count(s => s.All(float.IsNaN)));
        Assert.Equal(2, scored.GetColumn<uint>("PredictedLabel").Count(key => key == 0));
    }
}
