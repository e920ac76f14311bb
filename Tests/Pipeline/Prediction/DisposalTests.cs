using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Prediction;

/// <summary>What uses ONNX Runtime can be disposed at any time, by any thread.</summary>
public sealed class DisposalTests : IDisposable
{
    private const int Threads = 16;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(A_base))]
    [InlineData(nameof(An_exported_model))]
    [InlineData(nameof(A_classifier_of_images))]
    [InlineData(nameof(A_classifier_of_tables))]
    public Task Sixteen_threads_end_with_an_exception_and_the_process_goes_on(string test) =>
        TestProcess.Run(typeof(DisposalTests).GetMethod(test)!);

    [Fact]
    public void A_base() => Race(rounds: 20, () => ExportedModels.Base(_folder), convBase =>
    {
        convBase.Run(new float[2 * 3 * 32 * 32], 2, new float[2 * convBase.FeatureLength]);
        convBase.RunSequential(new float[3 * 32 * 32], 1, new float[convBase.FeatureLength]);
    });

    [Fact]
    public void An_exported_model()
    {
        var path = ExportedModels.OfImages(_folder.File("model.onnx"));
        Race(rounds: 5, () => ExportedModel.Load(path, Device.Cpu), model => model.Predict(new float[2 * 3 * 32 * 32], 2));
    }

    [Fact]
    public void A_classifier_of_images()
    {
        var path = ExportedModels.OfImages(_folder.File("model.onnx"));
        var images = Enumerable.Repeat(DrawnImages.Folder(_folder, 2, size: 32), 20).ToArray();
        Race(
            rounds: 5, () => ImageClassifier.Load(path, new ClassifierOptions { TestViews = 1 }),
            classifier => Assert.All(classifier.Predict(images), prediction => Assert.Null(prediction.Error)));
    }

    [Fact]
    public void A_classifier_of_tables()
    {
        var path = ExportedModels.OfRows(_folder.File("model.onnx"));
        var rows = _folder.File("rows.csv");
        File.WriteAllLines(rows, Enumerable.Repeat("0.1,0.2,0.3,0.4,0.5,0.6", 200).Prepend("a,b,c,d,e,f"));
        Race(
            rounds: 5, () => TableClassifier.TryLoad(path)!,
            classifier => Assert.All(classifier.Predict(rows), prediction => Assert.Null(prediction.Error)));
    }

    [Fact]
    public void Later_calls_and_enumerations_under_way_get_an_exception_that_names_the_object()
    {
        var classifier = ImageClassifier.Load(ExportedModels.OfImages(_folder.File("model.onnx")));
        var images = DrawnImages.Folder(_folder, 3, size: 32);
        using var underWay = classifier.Predict(images).GetEnumerator();
        Assert.True(underWay.MoveNext());
        classifier.Dispose();
        classifier.Dispose();
        Assert.Equal(typeof(ImageClassifier).FullName, Assert.Throws<ObjectDisposedException>(() => underWay.MoveNext()).ObjectName);
        Assert.Equal(typeof(ImageClassifier).FullName, Assert.Throws<ObjectDisposedException>(() => classifier.Predict(images)).ObjectName);
        Assert.Equal(["blue", "red"], classifier.Classes);
    }

    [Fact]
    public void A_table_under_way_ends_with_an_exception()
    {
        var classifier = TableClassifier.TryLoad(ExportedModels.OfRows(_folder.File("model.onnx")))!;
        var rows = _folder.File("rows.csv");
        File.WriteAllLines(rows, ["a,b,c,d,e,f", "1,2,3,4,5,6", "1,2,3,4,5,6"]);
        using var underWay = classifier.Predict(rows).GetEnumerator();
        Assert.True(underWay.MoveNext());
        classifier.Dispose();
        Assert.Equal(typeof(TableClassifier).FullName, Assert.Throws<ObjectDisposedException>(() => underWay.MoveNext()).ObjectName);
        Assert.Throws<ObjectDisposedException>(() => classifier.Predict(rows));
    }

    [Fact]
    public void A_base_that_is_disposed_before_its_session_is_built_stays_without_one()
    {
        var convBase = ExportedModels.Base(_folder);
        convBase.Dispose();
        Assert.Throws<ObjectDisposedException>(() => convBase.Run(new float[3 * 32 * 32], 1, new float[convBase.FeatureLength]));
        Assert.Throws<ObjectDisposedException>(() => convBase.Calibrate());
    }

    /// <summary>Disposes what threads are using, again and again.</summary>
    private static void Race<T>(int rounds, Func<T> create, Action<T> use)
        where T : IDisposable
    {
        TestProcess.SkipElsewhere();
        for (var round = 0; round < rounds; round++)
        {
            var calls = 0;
            var shared = create();
            var threads = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    while (true)
                    {
                        use(shared);
                        Interlocked.Increment(ref calls);
                    }
                },
                TaskCreationOptions.LongRunning)).ToArray();
            SpinWait.SpinUntil(() => Volatile.Read(ref calls) > round || threads.Any(t => t.IsCompleted));
            shared.Dispose();
            Assert.All(threads, thread => Assert.IsType<ObjectDisposedException>(
                Assert.Single(Assert.Throws<AggregateException>(thread.Wait).InnerExceptions)));
        }
    }
}
