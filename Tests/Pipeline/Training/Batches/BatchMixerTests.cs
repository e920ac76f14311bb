using TorchSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class BatchMixerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_and_labels_are_mixed_with_the_same_shares(int classes)
    {
        using var scope = torch.NewDisposeScope();
        long[] labels = [0, 1, classes - 1, 1, 0, 0];
        // Rows that are their own one-hot labels, so that mixed rows are the mixed labels.
        var rows = new float[labels.Length * classes];
        BatchMixing.OneHot(labels, classes, rows);
        var mixer = new BatchMixer(new MixingOptions { MixUp = 1 }, LearningTask.OfClasses(classes), [classes], seed: 1);
        var (mixed, soft) = mixer.Mix(rows, labels, epoch: 1, first: 5, torch.CPU);
        Assert.Equal([labels.Length, classes == 2 ? 1 : classes], soft.shape);
        var expected = mixed.Take(rows.Length).Where((_, i) => classes > 2 || i % 2 == 1);
        Assert.Equal(expected.Select(v => Math.Round(v, 5)), soft.data<float>().ToArray().Select(v => Math.Round(v, 5)));
        Assert.Contains(mixed.Take(rows.Length), v => v is > 0.001f and < 0.999f);
    }

    [Fact]
    public void CutMix_exchanges_a_rectangle_and_the_label_has_its_area()
    {
        using var scope = torch.NewDisposeScope();
        var rows = new float[4 * 2 * 16];
        long[] labels = [0, 1, 0, 1];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = labels[i / 32];
        }

        var mixer = new BatchMixer(new MixingOptions { CutMix = 1 }, LearningTask.OfClasses(2), [2, 4, 4], seed: 3);
        var (mixed, soft) = mixer.Mix(rows, labels, epoch: 2, first: 0, torch.CPU);
        Assert.All(mixed.Take(rows.Length), v => Assert.True(v is 0 or 1));
        // Each map's share of ones is the share of the second class.
        Assert.Equal(mixed.Take(rows.Length).Chunk(32).Select(row => Math.Round(row.Average(), 5)),
            soft.data<float>().ToArray().Select(v => Math.Round(v, 5)));
    }

    [Fact]
    public void What_is_mixed_is_a_function_of_seed_epoch_and_batch()
    {
        Assert.Equal(Mix(1, 1, 0), Mix(1, 1, 0));
        Assert.NotEqual(Mix(1, 1, 0), Mix(2, 1, 0));
        Assert.NotEqual(Mix(1, 1, 0), Mix(1, 2, 0));
        Assert.NotEqual(Mix(1, 1, 0), Mix(1, 1, 4));

        static float[] Mix(long seed, int epoch, int first)
        {
            using var scope = torch.NewDisposeScope();
            return new BatchMixer(new MixingOptions { MixUp = 1, CutMix = 1 }, LearningTask.OfClasses(2), [1, 2, 2], seed)
                .Mix(Ramp(16), [0, 1, 0, 1], epoch, first, torch.CPU).Rows;
        }
    }

    [Fact]
    public void CutMix_of_features_without_height_and_width_is_refused_in_a_sentence()
    {
        var message = Assert.Throws<ArgumentException>(
            () => new BatchMixer(new MixingOptions { CutMix = 1 }, LearningTask.OfClasses(2), [1280], 1)).Message;
        Assert.Equal(
            "CutMix cuts rectangles out of maps, and the features here, [1280], have no height and width. "
            + "Leave out pooling, take fresh views, whose images are cut, or take MixUp.", message);
        Assert.Contains("have no height and width", Assert.Throws<ArgumentException>(
            () => TransferLearning.Train(Options(new MixingOptions { CutMix = 1 }))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_loss_takes_soft_labels_and_the_largest_share_counts_as_right(int classes)
    {
        using var scope = torch.NewDisposeScope();
        var (rows, labels) = (Ramp(60 * 4), Enumerable.Range(0, 60).Select(i => (long)(i % classes)).ToArray());
        var (features, task) = (new FeatureScaling(new float[4], [1, 1, 1, 1]), LearningTask.OfClasses(classes));
        // Without any mixing soft labels are the sure ones, so training is the same.
        var plain = Fit(null);
        var sure = Fit(new BatchMixer(new MixingOptions(), task, [4], 1));
        foreach (var (one, other) in plain.Epochs.Zip(sure.Epochs))
        {
            Assert.Equal(one.Loss, other.Loss, 1e-5);
            Assert.Equal(one.Metric, other.Metric, 1e-9);
        }

        var mixed = Fit(new BatchMixer(new MixingOptions { MixUp = 0.4 }, task, [4], 1));
        Assert.NotEqual(plain.Epochs[^1].Loss, mixed.Epochs[^1].Loss);
        Assert.All(mixed.Epochs, e => Assert.InRange(e.Metric, 0, 1));

        History Fit(BatchMixer? mixer)
        {
            using var head = new Head(features, classes, new HeadOptions { Layers = "dense:8,relu,dropout:0.5" }, 1);
            using var source = new Mixed(rows, labels, mixer);
            return new Trainer(new TrainerOptions { Epochs = 3, LearningRate = 1e-2 }, task).Fit(head, source, source);
        }
    }

    [Fact]
    public void Fresh_views_are_cut_as_images_also_where_features_are_pooled()
    {
        var result = TransferLearning.Train(Options(new MixingOptions { CutMix = 1, MixUp = 0.2 }) with
        {
            Views = new ViewOptions { Augmentation = "light", Fresh = true },
        });
        Assert.Equal(2, result.History.Epochs.Count);
        Assert.Equal((0.2, 1.0), (result.Run.ReadRecord().Options.Mixing.MixUp, result.Run.ReadRecord().Options.Mixing.CutMix));
    }

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(i))];

    private TrainOptions Options(MixingOptions mixing) => new()
    {
        Data = DrawnImages.Folder(_folder, 6),
        Run = _folder.File("run"),
        Mixing = mixing,
        Trainer = new TrainerOptions { Epochs = 2, LearningRate = 1e-3 },
        Features = new FeatureOptions { Model = TinyModels.Create().Save(_folder), Preprocessing = "tf", Cache = _folder.File("cache") },
    };

    /// <summary>Features in memory, mixed while training.</summary>
    private sealed class Mixed(float[] rows, long[] labels, BatchMixer? mixer) : IBatchSource
    {
        public int Count => labels.Length;

        public int Length => rows.Length / labels.Length;

        public (torch.Tensor Inputs, torch.Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
        {
            var picked = indices.ToArray();
            float[] values = [.. picked.SelectMany(i => rows[(i * Length)..((i + 1) * Length)])];
            var classes = Array.ConvertAll(picked, i => labels[i]);
            var (inputs, soft) = mixer is null || epoch == 0 ? (values, torch.tensor(classes))
                : mixer.Mix(values, classes, epoch, picked[0], torch.CPU);
            return (torch.tensor(inputs[..values.Length], [picked.Length, Length]), soft);
        }

        public void Dispose()
        {
        }
    }
}
