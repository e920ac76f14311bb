using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Samples;

public sealed class SampleTests
{
    [Fact]
    public void Digits_are_read()
    {
        using var output = new StringWriter();
        var history = Mnist.Run(Repository.Shared("data", "mnist"), output, epochs: 2);
        Assert.True(history.Best.ValidationMetric > 0.9, $"{history.Best}");
        Assert.StartsWith("10,000 digits of 28 x 28 pixels, 9,000 to train on; 10 classes", output.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"epoch    loss  accuracy  val_loss  val_accuracy\s+1  .*\s+2  .*"
            + @"\s+Validation accuracy: 0\.9\d\d \(", output.ToString());
    }

    [Fact]
    public void Photographs_are_learnt_in_ml_net_on_cached_features()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        var options = new ImageFeatureOptions
        {
            Features = new FeatureOptions
            {
                Model = TinyModels.Create().Save(folder),
                Preprocessing = "tf",
                Cache = folder.File("cache"),
            },
        };
        var accuracies = Photographs.Run(DrawnImages.Folder(folder, 20), output, options);
        Assert.Equal(["LightGBM", "SDCA"], accuracies.Keys.Order());
        Assert.All(accuracies.Values, accuracy => Assert.True(accuracy > 0.9, output.ToString()));
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Equal(40, lines.Sum(l => l.EndsWith("the base did not run.", StringComparison.Ordinal) ? 0
            : l.StartsWith("Features: ", StringComparison.Ordinal) ? int.Parse(l.Split(' ')[1], CultureInfo.InvariantCulture) : 0));
        Assert.Matches(@"SDCA: accuracy (0\.9\d\d|1\.000), the mean of 5 folds\.", output.ToString());
    }

    [Fact]
    public void Reviews_are_learnt_by_heart()
    {
        using var output = new StringWriter();
        var history = Imdb.Run(Repository.Shared("data", "imdb"), output, words: 3000, reviews: 1500, batchSize: 64);
        Assert.Equal(20, history.Epochs.Count);
        var (best, last) = (history.Best, history.Epochs[^1]);
        Assert.InRange(best.Number, 2, 19);
        Assert.True(last.Loss < 0.2 * history.Epochs[0].Loss, $"{last}");
        Assert.True(last.ValidationLoss > best.ValidationLoss + 0.01, $"{best} {last}");
        Assert.True(best.ValidationMetric > 0.75, $"{best}");
        Assert.Matches(@"Overfitting: the training loss falls to 0\.\d+; .*"
            + @"\s+Trained anew on all for \d+ epochs\. Test accuracy: 0\.[789]\d\d", output.ToString());
    }
}
