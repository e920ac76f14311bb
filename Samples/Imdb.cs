using System.Globalization;
using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models.Heads;
using Transfer.Models.Training;
using Transfer.Pipeline;
using Transfer.Pipeline.Evaluation;
using Transfer.Pipeline.Tables;
using Transfer.Pipeline.Training;

namespace Transfer.Samples;

/// <summary>
/// The course's second example: is a film review favourable? Which of the 10,000 commonest words it has, two dense layers of 16 with ReLU
/// and a sigmoid, 20 epochs. The network soon knows its training reviews by heart, and does worse on others; so it is trained anew for as
/// many epochs as were good.
/// </summary>
internal static class Imdb
{
    // The course validates on 10,000 of its 25,000 reviews.
    private const double ValidationShare = 0.4;
    private const int Epochs = 20;

    private static readonly LearningTask Favourable = LearningTask.OfClasses(2);

    /// <param name="reviews">The most training reviews, and test reviews; null for all.</param>
    public static History Run(string folder, TextWriter output, int words = 10_000, int? reviews = null, int batchSize = 512)
    {
        var (texts, labels) = Read(Path.Combine(folder, "train.csv.gz"), reviews);
        var held = (int)(texts.Length * ValidationShare);
        // Words that only the validation reviews have are not known yet.
        var common = new CommonWords(texts[held..], words);
        output.WriteLine($"{texts.Length:N0} reviews, {held:N0} of them to validate; the {common.Count:N0} commonest of "
            + $"{common.Different:N0} words; {Favourable.Description}.");
        using var train = Rows(common, texts[held..], labels[held..]);
        using var validation = Rows(common, texts[..held], labels[..held]);
        var history = Train(train, validation, Epochs, batchSize, out var head);
        head.Dispose();
        EpochTable.Write(history, output);
        var (best, last) = (history.Best, history.Epochs[^1]);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Overfitting: the training loss falls to {last.Loss:F4}; the validation loss is lowest in epoch {best.Number}, "
                + $"{best.ValidationLoss:F4}, and {last.ValidationLoss:F4} in the last."));

        var test = Path.Combine(folder, "test.csv.gz");
        if (File.Exists(test))
        {
            Test(texts, labels, Read(test, reviews), words, best.Number, batchSize, output);
        }

        return history;
    }

    private static void Test(
        string[] texts, long[] labels, (string[] Texts, long[] Labels) test, int words, int epochs, int batchSize, TextWriter output)
    {
        var common = new CommonWords(texts, words);
        using var all = Rows(common, texts, labels);
        using var unseen = Rows(common, test.Texts, test.Labels);
        // Nothing is left to validate with; of so few epochs the last is the best on the training reviews.
        Train(all, all, epochs, batchSize, out var head);
        using var trained = head;
        var right = (int)Math.Round(Trainer.Evaluate(head, unseen, Favourable).Metric * unseen.Count);
        output.WriteLine($"Trained anew on all for {epochs} epochs. Test accuracy: {new Accuracy(right, unseen.Count)}, {right} of "
            + $"{unseen.Count}, 95 % interval.");
    }

    private static History Train(TensorDataset train, TensorDataset validation, int epochs, int batchSize, out Head head)
    {
        var scaling = new FeatureScaling(new float[train.Length], [.. Enumerable.Repeat(1f, train.Length)]);
        head = new Head(scaling, Favourable.OutputActivation, Favourable.Outputs,
            new HeadOptions { Layers = "dense:16,relu,dense:16,relu" }, seed: 1);
        var options = new TrainerOptions { Epochs = epochs, BatchSize = batchSize, Optimizer = "rmsprop", LearningRate = 1e-3 };
        return new Trainer(options, Favourable).Fit(head, train, validation);
    }

    private static TensorDataset Rows(CommonWords common, string[] texts, long[] labels) =>
        new(common.MultiHot(texts), [common.Count], labels, torch.CPU);

    /// <summary>The reviews in a random order, for the file may have all of one kind first.</summary>
    private static (string[] Texts, long[] Labels) Read(string path, int? most)
    {
        var table = CsvTable.Read(path);
        var (texts, labels) = (table.Texts("text"), table.Numbers(["label"]));
        int[] order = [.. Enumerable.Range(0, table.Count)];
        new SeededRandom(1).Shuffle(order.AsSpan());
        order = order[..Math.Min(most ?? order.Length, order.Length)];
        return (Array.ConvertAll(order, i => texts[i]), Array.ConvertAll(order, i => (long)labels[i]));
    }
}
