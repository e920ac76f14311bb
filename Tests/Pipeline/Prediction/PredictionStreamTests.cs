using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Prediction;

/// <summary>One classifier for many threads, and for images that come one after another.</summary>
public sealed class PredictionStreamTests : IDisposable
{
    private const int ImageSize = 32;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageClassifier _classifier;

    public PredictionStreamTests() => _classifier = ImageClassifier.Load(ExportedModels.OfImages(_folder.File("model.onnx")));

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Eight_threads_get_the_answers_of_one()
    {
        byte[][] images = [.. Enumerable.Range(0, 24).Select(i => DrawnImages.Png(i % 2, i, ImageSize))];
        var expected = Array.ConvertAll(images, image => _classifier.Predict(image).Probability);
        var threads = Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () => Enumerable.Range(0, images.Length).Select(i => (i + (3 * thread)) % images.Length)
                .Select(i => (Index: i, _classifier.Predict(images[i]).Probability)).ToArray(),
            TaskCreationOptions.LongRunning)).ToArray();
        foreach (var (index, probability) in threads.SelectMany(thread => thread.Result))
        {
            Assert.Equal(expected[index], probability);
        }
    }

    [Fact]
    public async Task A_path_a_stream_and_bytes_have_one_answer()
    {
        var png = DrawnImages.Png(1, 5, 48);
        var path = _folder.Write("a.png", png);
        var expected = _classifier.Predict(png);
        Assert.Equal(expected.Probabilities, _classifier.Predict(path).Single().Probabilities);
        Assert.Equal(expected.Probabilities, _classifier.Predict(new MemoryStream(png)).Probabilities);
        Assert.Equal(expected.Probabilities, (await _classifier.PredictAsync(new MemoryStream(png))).Probabilities);
        Assert.Equal(expected.Class, $"{expected}"[..^" 0.1234".Length]);
    }

    [Fact]
    public async Task Views_of_bytes_are_those_of_the_file()
    {
        using var averaging = ImageClassifier.Load(_folder.File("model.onnx"), new ClassifierOptions { TestViews = 3 });
        var png = DrawnImages.Png(0, 5, 48);
        var path = _folder.Write("a.png", png);
        Assert.Equal(averaging.Predict(path).Single().Probability, averaging.Predict(png).Probability, 1e-6);
        var streamed = await First(averaging.PredictAsync(Of(new MemoryStream(png))));
        Assert.Equal(averaging.Predict(png).Probability, streamed.Probability, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(103)]
    public async Task Files_and_streams_come_in_their_order(int count)
    {
        string[] files = [.. Enumerable.Range(0, count).Select(i => _folder.Write($"{i:D3}.png", DrawnImages.Png(i % 2, i, ImageSize)))];
        var expected = _classifier.Predict(files).ToList();
        var predicted = await All(_classifier.PredictAsync(Of(files)));
        var streamed = await All(_classifier.PredictAsync(Streams(files)));
        Assert.Equal(files, predicted.Select(p => p.Path));
        Assert.All(expected.Zip(predicted, streamed), p =>
        {
            Assert.Equal(p.First.Probability, p.Second.Probability, 1e-5);
            Assert.Equal(p.First.Probability, p.Third.Probability, 1e-5);
        });
    }

    [Fact]
    public async Task An_image_that_comes_late_keeps_no_other_waiting()
    {
        var queue = Channel.CreateUnbounded<string>();
        var file = _folder.Write("a.png", DrawnImages.Png(1, 1, ImageSize));
        await using var predictions = _classifier.PredictAsync(queue.Reader.ReadAllAsync()).GetAsyncEnumerator();
        for (var i = 0; i < 3; i++)
        {
            // Nothing else is in the queue, so a batch that waited to be full would wait for ever.
            await queue.Writer.WriteAsync(file);
            Assert.True(await predictions.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        }

        queue.Writer.Complete();
        Assert.False(await predictions.MoveNextAsync());
    }

    [Fact]
    public async Task Of_a_fast_source_only_a_few_images_are_taken_ahead()
    {
        var file = _folder.Write("a.png", DrawnImages.Png(1, 1, ImageSize));
        var (taken, given, most) = (0, 0, 0);
        await foreach (var _ in _classifier.PredictAsync(Source()))
        {
            most = Math.Max(most, taken - ++given);
        }

        // Two batches of eight for each core, one that fills, and the next image.
        Assert.InRange(most, 1, (2 * 8 * Environment.ProcessorCount) + 8 + 1);
        Assert.Equal(1000, given);

        async IAsyncEnumerable<string> Source()
        {
            for (; taken < 1000; taken++)
            {
                yield return file;
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_source_that_never_stops_is_left_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var predicting = All(_classifier.PredictAsync(Stuck(), stop.Token));
        stop.CancelAfter(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => predicting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        static async IAsyncEnumerable<string> Stuck()
        {
            await Task.Delay(TimeSpan.FromMinutes(1));
            yield return "unused";
        }
    }

    [Fact]
    public async Task Who_takes_no_more_ends_the_source()
    {
        var isDisposed = false;
        var file = _folder.Write("a.png", DrawnImages.Png(1, 1, ImageSize));
        await First(_classifier.PredictAsync(Source()));
        Assert.True(isDisposed);

        async IAsyncEnumerable<string> Source([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            try
            {
                yield return file;
                await Task.Delay(TimeSpan.FromMinutes(1), cancellation);
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public async Task Bad_images_have_an_error_and_missing_files_end_it()
    {
        var (good, bad) = (_folder.Write("a.png", DrawnImages.Png(1, 1, ImageSize)), _folder.Write("b.jpg", "this is text"u8));
        var predictions = await All(_classifier.PredictAsync(Of(good, bad, good)));
        Assert.Equal([false, true, false], predictions.Select(p => p.Error is not null));
        await Assert.ThrowsAsync<FileNotFoundException>(() => All(_classifier.PredictAsync(Of(good, _folder.File("none.png")))));
        var text = await First(_classifier.PredictAsync(Of(new MemoryStream("this is text"u8.ToArray()))));
        Assert.StartsWith("does not begin like an image", $"{text}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_classifier_refuses_and_ends_what_is_under_way()
    {
        var file = _folder.Write("a.png", DrawnImages.Png(1, 1, ImageSize));
        var classifier = ImageClassifier.Load(_folder.File("model.onnx"));
        await using var underWay = classifier.PredictAsync(Of(file, file)).GetAsyncEnumerator();
        Assert.True(await underWay.MoveNextAsync());
        classifier.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await underWay.MoveNextAsync());
        Assert.Throws<ObjectDisposedException>(() => classifier.PredictAsync(Of(file)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => classifier.PredictAsync(new MemoryStream()));
    }

    private static async IAsyncEnumerable<T> Of<T>(params T[] items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    /// <summary>Each stream is closed as soon as the next one is asked for.</summary>
    private static async IAsyncEnumerable<Stream> Streams(string[] files)
    {
        foreach (var file in files)
        {
            await using var stream = File.OpenRead(file);
            yield return stream;
        }
    }

    private static async Task<List<T>> All<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items)
        {
            all.Add(item);
        }

        return all;
    }

    private static async Task<T> First<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
        {
            return item;
        }

        throw new InvalidOperationException("There is none.");
    }
}
