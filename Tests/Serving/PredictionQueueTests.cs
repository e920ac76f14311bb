using Transfer.Serving;
using Transfer.Tests.Support;

namespace Transfer.Tests.Serving;

public sealed class PredictionQueueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageClassifier _classifier;

    public PredictionQueueTests() => _classifier = ImageClassifier.Load(ExportedModels.OfImages(_folder.File("model.onnx")));

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_of_many_images_gets_its_own_prediction_whatever_is_cancelled_beside_it()
    {
        await using var queue = new PredictionQueue(_classifier);
        var images = Enumerable.Range(0, 200).Select(i => DrawnImages.Png(i % 2, i, 32)).ToList();
        using var cancelled = new CancellationTokenSource();
        var tasks = images.Select((image, i) => Task.Run(
            () => queue.PredictAsync(i % 5 == 0 ? "bad"u8.ToArray() : image, i % 7 == 0 ? cancelled.Token : CancellationToken.None)))
            .ToList();
        await cancelled.CancelAsync();
        foreach (var (i, task) in tasks.Index().Where(t => t.Index % 7 != 0))
        {
            var prediction = await task;
            Assert.Equal(i % 5 == 0, prediction.Error is not null);
            if (prediction.Error is null)
            {
                Assert.Equal(_classifier.Predict(images[i]).Probabilities["red"], prediction.Probabilities["red"], 1e-5);
            }
        }

        Assert.All(await Task.WhenAll(tasks.Where((_, i) => i % 7 == 0).Select(async task =>
        {
            await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return task.Status;
        })), status => Assert.Contains(status, new[] { TaskStatus.RanToCompletion, TaskStatus.Canceled }));
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public async Task A_classifier_that_fails_does_so_for_each_image_and_an_ended_queue_takes_none()
    {
        var queue = new PredictionQueue(_classifier);
        _classifier.Dispose();
        var png = DrawnImages.Png(0, 1, 32);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.PredictAsync(png, CancellationToken.None));
        }

        await queue.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.PredictAsync(png, CancellationToken.None));
    }
}
