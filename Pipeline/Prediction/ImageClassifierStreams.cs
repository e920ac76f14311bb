using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Transfer.Pipeline;

/// <content>Images that come one after another: files or streams, predicted in batches while they come.</content>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The type of the first parameter tells the overloads apart.")]
public sealed partial class ImageClassifier
{
    /// <summary>Predicts an image whose file is read from a stream without blocking, such as the body of a web request.</summary>
    /// <param name="image">From its position to its end, an image in one of the formats of files; stays open.</param>
    /// <param name="cancellation">Stops before the model runs.</param>
    /// <returns>The prediction, without a path; with an error where the image cannot be used.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<Prediction> PredictAsync(Stream image, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        _uses.ThrowIfDisposed();
        var bytes = await ReadAsync(image, cancellation).ConfigureAwait(false);
        return await Task.Run(() => Predict(bytes), cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Predicts files as they come, in their order and in batches. Of a source that is faster than the model, at most a few images for each
    /// core are taken ahead; one that is slower waits for no others.
    /// </summary>
    /// <param name="paths">Files and folders; folders are searched for images.</param>
    /// <param name="cancellation">Stops the source and the predictions.</param>
    /// <exception cref="FileNotFoundException">A path does not exist, or a folder has no images.</exception>
    /// <exception cref="ObjectDisposedException">The classifier is disposed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <example>
    /// <code>
    /// await foreach (var prediction in classifier.PredictAsync(channel.Reader.ReadAllAsync(), cancellation))
    /// {
    ///     Console.WriteLine(prediction);
    /// }
    /// </code>
    /// </example>
    public IAsyncEnumerable<Prediction> PredictAsync(IAsyncEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _uses.ThrowIfDisposed();
        return PredictAsync(Files(paths, cancellation), cancellation);
    }

    /// <summary>Predicts images whose files are read from streams, in their order and in batches, as they come.</summary>
    /// <param name="images">
    /// Each is read to its end before the next one is asked for, and stays its owner's; predictions have no path.
    /// </param>
    /// <inheritdoc cref="PredictAsync(IAsyncEnumerable{string}, CancellationToken)"/>
    /// <exception cref="IOException">A stream cannot be read.</exception>
    public IAsyncEnumerable<Prediction> PredictAsync(IAsyncEnumerable<Stream> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        _uses.ThrowIfDisposed();
        return PredictAsync(Contents(images, cancellation), cancellation);
    }

    private async IAsyncEnumerable<Prediction> PredictAsync(
        IAsyncEnumerable<ClassifierImage> images, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var scheduler = OneTaskACore();
        var batches = new OrderedBatches<ClassifierImage, Prediction>(
            ImagesInBatch, BatchesAhead * Environment.ProcessorCount,
            batch => Task.Factory.StartNew(
                () => PredictBatch(batch, isSequential: true), CancellationToken.None, TaskCreationOptions.None, scheduler));
        await foreach (var prediction in batches.Run(images, cancellation).ConfigureAwait(false))
        {
            _uses.ThrowIfDisposed();
            yield return prediction;
        }
    }

    private static async IAsyncEnumerable<ClassifierImage> Files(
        IAsyncEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var path in paths.WithCancellation(cancellation).ConfigureAwait(false))
        {
            foreach (var file in Files(path))
            {
                yield return new ClassifierImage(file);
            }
        }
    }

    private static async IAsyncEnumerable<ClassifierImage> Contents(
        IAsyncEnumerable<Stream> images, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var image in images.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return new ClassifierImage("", await ReadAsync(image, cancellation).ConfigureAwait(false));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream image, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        await image.CopyToAsync(memory, cancellation).ConfigureAwait(false);
        return memory.GetBuffer().AsMemory(0, (int)memory.Length);
    }
}
