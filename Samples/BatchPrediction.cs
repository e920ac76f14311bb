using System.Globalization;
using System.Threading.Channels;
using Transfer.Pipeline;

namespace Transfer.Samples;

/// <summary>
/// Predictions of files that come from elsewhere, such as a queue: in their order, in batches, and with little memory however many come.
/// </summary>
internal static class BatchPrediction
{
    private const int MostWaiting = 16;

    public static async Task<int> Run(string model, string folder, TextWriter output, CancellationToken cancellation = default)
    {
        using var classifier = ImageClassifier.Load(model);
        var queue = Channel.CreateBounded<string>(MostWaiting);
        var sending = Send(folder, queue.Writer, cancellation);
        var count = 0;
        await foreach (var prediction in classifier.PredictAsync(queue.Reader.ReadAllAsync(cancellation), cancellation))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{++count}. {prediction}"));
        }

        await sending;
        return count;
    }

    private static async Task Send(string folder, ChannelWriter<string> queue, CancellationToken cancellation)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await queue.WriteAsync(file, cancellation);
        }

        queue.Complete();
    }
}
