using Microsoft.ML.Data;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class MLImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_loader_gives_the_floats_of_the_file()
    {
        var path = _folder.Write("a.png", ImageFactory.Png(90, 60));
        using var image = MLImage.CreateFromFile(path);
        var loader = new ImageLoader(Preprocessing.Caffe, 40);
        var (file, ours) = (new float[loader.ValueCount], new float[loader.ValueCount]);
        Assert.True(loader.Load(path, file).IsOk);
        loader.Load(image, ours);
        Assert.Equal(file, ours);
        Assert.Throws<ArgumentException>(() => loader.Load(image, new float[3]));
    }

    [Fact]
    public void Both_orders_of_its_bytes_are_read()
    {
        byte[] bytes = [10, 20, 30, 255];
        var loader = new ImageLoader(new Preprocessing(), 1);
        Assert.Equal([10f, 20, 30], Load(MLPixelFormat.Rgba32));
        Assert.Equal([30f, 20, 10], Load(MLPixelFormat.Bgra32));

        float[] Load(MLPixelFormat format)
        {
            using var image = MLImage.CreateFromPixels(1, 1, format, bytes);
            var values = new float[loader.ValueCount];
            loader.Load(image, values);
            return values;
        }
    }

    [Fact]
    public void An_augmenter_gives_the_view_of_the_file()
    {
        var bytes = ImageFactory.Png(90, 60);
        using var image = MLImage.CreateFromFile(_folder.Write("a.png", bytes));
        var augmenter = new Augmenter(AugmentationOptions.Preset("keras"), Preprocessing.Torch, 40, seed: 5);
        var (file, ours) = (new float[augmenter.ValueCount], new float[augmenter.ValueCount]);
        Assert.True(augmenter.Load(bytes, 7, 2, file).IsOk);
        augmenter.Load(image, 7, 2, ours);
        Assert.Equal(file, ours);
    }

    [Fact]
    public void A_classifier_predicts_it_as_it_predicts_the_file()
    {
        var data = DrawnImages.Folder(_folder, 6);
        var run = TransferLearning.Train(new TrainOptions
        {
            Data = data,
            Run = _folder.File("run"),
            Trainer = new TrainerOptions { Epochs = 2, LearningRate = 1e-2 },
            Features = new FeatureOptions
            {
                Model = TinyModels.Create().Save(_folder),
                Preprocessing = "tf",
                Cache = _folder.File("cache")
            },
        });
        var path = Path.Combine(data, "red", "0003.png");
        using var classifier = ImageClassifier.Load(run.ModelPath);
        using var image = MLImage.CreateFromFile(path);
        var file = classifier.Predict(path).Single();
        var ours = classifier.Predict(image);
        Assert.Equal((file.Class, file.Probability), (ours.Class, ours.Probability));
        Assert.Equal(file.Probabilities, ours.Probabilities);
        using var averaging = ImageClassifier.Load(run.ModelPath, new ClassifierOptions { TestViews = 2 });
        Assert.NotEqual(ours.Probability, averaging.Predict(image).Probability);
        Assert.Equal(averaging.Predict(image).Probability, averaging.Predict(image).Probability);
    }
}
