using Microsoft.ML;

namespace Transfer.Tests.ML;

/// <summary>What is wrong with options and columns is one sentence, from the fit of a pipeline as from its parts.</summary>
public sealed class ColumnFaultTests : IDisposable
{
    private readonly PhotoData _data = new(perClass: 3);

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_column_that_is_not_there()
    {
        var pipeline = _data.Context.Transforms.ExtractFeatures("Features", "Photo", _data.Options);
        const string expected = "There is no column 'Photo' for the images; received the columns ImagePath, Label, IsRed. Name one of "
            + "them.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => pipeline.Fit(_data.View)).Message);
        Assert.StartsWith("There is no column 'Photo' for the images; received the columns ",
            Assert.Throws<ArgumentException>(() => _data.Keys.Append(pipeline).Fit(_data.View)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_without_images()
    {
        var pipeline = _data.Context.Transforms.ExtractFeatures("Features", "IsRed", _data.Options);
        const string expected = "The column 'IsRed' is Boolean; expected paths of images (text) or images (MLImage). Name such a column as "
            + "the input.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => pipeline.Fit(_data.View)).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => _data.Keys.Append(pipeline).Fit(_data.View)).Message);
    }

    [Fact]
    public void Options_are_checked_when_the_pipeline_is_made()
    {
        var options = new ImageFeatureOptions
        {
            Folder = _data.File("nowhere"),
            Features = new FeatureOptions { ImageSize = 3 },
        };
        var faults = Assert.Throws<InvalidOptionsException>(() => _data.Context.Transforms.ExtractFeatures("a", "b", options)).Faults;
        Assert.Equal(2, faults.Count);
        Assert.Contains("for relative paths of images", faults[0], StringComparison.Ordinal);
        var learning = new TransferLearningOptions { FeatureColumnName = "Label", ValidationSplit = 2 };
        faults = Assert.Throws<InvalidOptionsException>(
            () => _data.Context.MulticlassClassification.Trainers.TransferLearning(learning)).Faults;
        Assert.Equal(
            ["The column 'Label' is given for the labels and for the features. Name two columns.",
                "The validation split is 2; expected a share above 0 and below 1, such as 0.2."], faults);
    }

    [Fact]
    public void A_label_of_another_type()
    {
        var several = _data.Context.MulticlassClassification.Trainers.TransferLearning(
            _data.Learning with { FeatureColumnName = "ImagePath" });
        const string expected = "The label column 'Label' is String; expected a key. Append MapValueToKey(\"Label\") before the trainer.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => several.Fit(_data.View)).Message);
        var two = _data.Keys.Append(
            _data.Context.BinaryClassification.Trainers.TransferLearning(_data.Learning with { FeatureColumnName = "ImagePath" }));
        Assert.Contains("expected a boolean. For keys, train several classes instead.",
            Assert.Throws<ArgumentException>(() => two.Fit(_data.View)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_of_another_type()
    {
        var trainer = _data.Context.MulticlassClassification.Trainers.TransferLearning(
            _data.Learning with { FeatureColumnName = "IsRed" });
        Assert.Equal("The feature column 'IsRed' is Boolean; expected a vector of numbers of known length, paths of images (text) or "
            + "images (MLImage).", Assert.Throws<ArgumentException>(() => _data.Keys.Append(trainer).Fit(_data.View)).Message);
        var frozen = _data.Learning with { Unfreeze = "conv2" };
        var pipeline = _data.Keys.Append(_data.Extraction)
            .Append(_data.Context.MulticlassClassification.Trainers.TransferLearning(frozen));
        Assert.Contains("Give a column of paths, or leave the network frozen.",
            Assert.Throws<ArgumentException>(() => pipeline.Fit(_data.View)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_nothing_can_be_learnt_from()
    {
        var pipeline = _data.Keys.Append(
            _data.Context.MulticlassClassification.Trainers.TransferLearning(_data.Learning with { FeatureColumnName = "ImagePath" }));
        Assert.Equal("All 3 rows have the label 'blue' in the column 'Label'; expected two classes or more.",
            Assert.Throws<InvalidDataException>(() => pipeline.Fit(_data.Of(_data.Photos[..3]))).Message);
        Assert.Equal("The data have no row with a label in the column 'Label'. Give rows to train on.",
            Assert.Throws<InvalidDataException>(() => pipeline.Fit(_data.Of())).Message);
    }
}
