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
/// The course's first example: handwritten digits, 28 by 28 pixels, a dense layer of 512 with ReLU and a softmax over ten classes. It takes
/// the 10,000 digits of MNIST's test set: 9,000 of them to train on, 1,000 to validate.
/// </summary>
internal static class Mnist
{
    private const int Train = 9000;

    public static History Run(string folder, TextWriter output, int epochs = 5)
    {
        var data = TableFiles.Read(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
        var task = LearningTask.OfClasses(data.Classes.Count);
        output.WriteLine($"{data.Count:N0} digits of {string.Join(" x ", data.Shape)} pixels, {Train:N0} to train on; {task.Description}.");

        // Pixels from 0 to 255 become numbers from 0 to 1.
        var scaling = new FeatureScaling(new float[data.Length], [.. Enumerable.Repeat(1 / 255f, data.Length)]);
        using var head = new Head(scaling, task.OutputActivation, task.Outputs, new HeadOptions { Layers = "dense:512,relu" }, seed: 1);
        // The file has the neater writers first.
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new SeededRandom(1).Shuffle(order.AsSpan());
        using var train = Digits(data, order[..Train]);
        using var validation = Digits(data, order[Train..]);
        var options = new TrainerOptions { Epochs = epochs, BatchSize = 128, Optimizer = "rmsprop", LearningRate = 1e-3 };
        var history = new Trainer(options, task).Fit(head, train, validation);
        EpochTable.Write(history, output);

        var right = (int)Math.Round(history.Best.ValidationMetric * validation.Count);
        output.WriteLine($"Validation accuracy: {new Accuracy(right, validation.Count)}, {right} of {validation.Count}, 95 % interval.");
        return history;
    }

    private static TensorDataset Digits(TableData data, int[] picked) => new(
        [.. picked.SelectMany(i => new ArraySegment<float>(data.Features, i * data.Length, data.Length))], data.Shape,
            Array.ConvertAll(picked, i => data.Labels[i]), torch.CPU);
}
