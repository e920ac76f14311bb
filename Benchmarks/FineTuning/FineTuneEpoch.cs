using System.Diagnostics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Transfer.Benchmarks;

/// <summary>One epoch in this process, with random images and weights: the work is the same as with real ones.</summary>
internal static class FineTuneEpoch
{
    private const int ImageSize = 150;
    private const int MapSize = 9;
    private const int Channels = 512;
    // Enough for the runtime to have compiled what it will.
    private const int WarmUp = 200;

    private const double LearningRate = 1e-5;

    private static readonly TrainerOptions Options = new() { Epochs = 1, BatchSize = 20, LearningRate = LearningRate };

    /// <returns>Images per second.</returns>
    public static double Measure(string kind, int images)
    {
        // TorchSharp's library and the allocator are set up by Transfer.Models.
        RuntimeHelpers.RunModuleConstructor(typeof(OnnxGraph).Module.ModuleHandle);
        random.manual_seed(1);
        return kind.StartsWith("plain", StringComparison.Ordinal) ? Plain(images)
            : Cached(images, kind.EndsWith("bfloat16", StringComparison.Ordinal));
    }

    private static double Plain(int images)
    {
        using var network = PlainVgg16.Create(ImageSize);
        using var optimizer = optim.RMSProp(network.parameters().Where(p => p.requires_grad), LearningRate, alpha: 0.9, eps: 1e-7);
        using var batch = randn(Options.BatchSize, 3, ImageSize, ImageSize);
        using var labels = (rand(Options.BatchSize) > 0.5).to(ScalarType.Float32);
        network.train();
        Step();
        var watch = Stopwatch.StartNew();
        var done = 0;
        for (; done < images; done += Options.BatchSize)
        {
            Step();
        }

        return done / watch.Elapsed.TotalSeconds;

        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.binary_cross_entropy_with_logits(network.forward(batch).squeeze(1), labels);
            loss.backward();
            optimizer.step();
        }
    }

    private static double Cached(int images, bool bfloat16)
    {
        var folder = Directory.CreateTempSubdirectory("transfer-benchmark-");
        try
        {
            using var store = Fill(folder.FullName, images);
            var graph = Vgg16Graph.Create();
            var cuts = CutPoints.Find(graph, ImageSize);
            var cut = Unfreezing.Resolve(graph, cuts, ImageSize, "block5_conv1");
            var end = cuts.Single(c => c.IsDefault);
            var part = new TrainableGraph(graph, cut, end.Name, ImageSize, bfloat16 ? ComputeType.BFloat16 : ComputeType.Float32);
            var features = end.Shape.Product();
            using var network = new TransferNetwork(
                part, MapPooling.Of(end, Pooling.None),
                new Head(new FeatureScaling(new float[features], Ones(features)), 2, new HeadOptions(), 1));
            using var few = new CachedBatches(Rows(store, WarmUp), CPU);
            using var all = new CachedBatches(Rows(store, images), CPU);
            using var one = new CachedBatches(Rows(store, 1), CPU);
            _ = new Trainer(Options, LearningTask.OfClasses(2)).Fit(network, few, one);
            var watch = Stopwatch.StartNew();
            _ = new Trainer(Options, LearningTask.OfClasses(2)).Fit(network, all, one);
            return images / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    private static FeatureStore Fill(string folder, int images)
    {
        var store = FeatureStore.Open(
            folder, new FeatureRecipe(new Dictionary<string, string> { ["made for"] = "a benchmark" }), [Channels, MapSize, MapSize]);
        using var writer = store.CreateWriter();
        for (var i = 0; i < images; i++)
        {
            using var row = rand(Channels * MapSize * MapSize);
            writer.Append(Key(i), row.data<float>().ToArray());
        }

        return store;
    }

    private static FeatureKey Key(int image) => new(ContentHash.Of(BitConverter.GetBytes(image)), 0);

    private static FeatureRows Rows(FeatureStore store, int count) => new(
        store, [.. Enumerable.Range(0, count).Select(Key)],
            [.. Enumerable.Range(0, count).Select(i => new ImageSample($"{i}", i % 2))], ".");
}
