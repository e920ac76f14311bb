using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// A head without layers, trained by Microsoft.ML's maximum-entropy classifier: L-BFGS (Liu and Nocedal, 1989) with its usual L1 and L2
/// regularisation, in place of epochs. Two classes are a logistic regression with one output.
/// </summary>
internal static class LinearHead
{
    private const int BatchSize = 64;

    /// <summary>Makes sure that the head is one that the task can have, before anything is computed for it.</summary>
    /// <exception cref="InvalidOptionsException">
    /// The head is linear, and the task has no classes, or another output activation or loss than the table's.
    /// </exception>
    public static void Check(HeadOptions head, LearningTask task)
    {
        if (head.IsLinear && (!task.AreClasses || task.Description != LearningTask.OfClasses(task.Targets).Description))
        {
            throw new InvalidOptionsException([
                $"A linear head learns classes that exclude each other by cross-entropy, and this is {task.Words} with {task.Loss}. "
                + "Take a head without layers, none, which learns the same in epochs."]);
        }
    }

    /// <summary>Gives a head its weights.</summary>
    /// <param name="head">A head without layers, on the processor.</param>
    /// <param name="task">One that <see cref="Check"/> allows.</param>
    /// <param name="classWeights">The weight of each class; null for 1.</param>
    /// <param name="train">The training samples.</param>
    /// <param name="validation">The validation samples.</param>
    /// <returns>One epoch: there are no others.</returns>
    public static History Fit(Head head, LearningTask task, IReadOnlyList<float>? classWeights, IBatchSource train, IBatchSource validation)
    {
        var samples = Samples(train, head.Scaling, classWeights);
        var (weights, biases) = Solve(samples, head.Features, task.Targets);
        TorchSharp.Modules.Parameter[] parameters = [.. head.parameters()];
        weights.CopyTo(parameters[0].Floats());
        biases.CopyTo(parameters[1].Floats());
        var (loss, metric) = Trainer.Evaluate(head, train, task);
        var (validationLoss, validationMetric) = Trainer.Evaluate(head, validation, task);
        return new History([new Epoch(1, loss, metric, validationLoss, validationMetric, 0)]);
    }

    /// <returns>Weights <c>[K, F]</c> and biases <c>[K]</c>.</returns>
    private static (float[] Weights, float[] Biases) Solve(List<Sample> samples, int features, int classes)
    {
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Sample));
        schema[nameof(Sample.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        schema[nameof(Sample.Class)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        var data = context.Data.LoadFromEnumerable(samples, schema);
        if (classes == 2)
        {
            var options = new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = nameof(Sample.IsSecond),
                ExampleWeightColumnName = nameof(Sample.Weight),
                NumberOfThreads = 1,
            };
            var model = context.BinaryClassification.Trainers.LbfgsLogisticRegression(options).Fit(data).Model.SubModel;
            return ([.. model.Weights], [model.Bias]);
        }
        else
        {
            var options = new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = nameof(Sample.Class),
                ExampleWeightColumnName = nameof(Sample.Weight),
                NumberOfThreads = 1,
            };
            var model = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options).Fit(data).Model;
            VBuffer<float>[]? weights = null;
            model.GetWeights(ref weights, out _);
            return ([.. weights.SelectMany(w => w.DenseValues())], [.. model.GetBiases()]);
        }
    }

    private static List<Sample> Samples(IBatchSource source, FeatureScaling scaling, IReadOnlyList<float>? classWeights)
    {
        var samples = new List<Sample>(source.Count);
        foreach (var indices in Enumerable.Range(0, source.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var (inputs, targets) = source.Batch(indices, epoch: 0);
            var (features, labels) = (inputs.data<float>().ToArray(), targets.data<long>().ToArray());
            samples.AddRange(labels.Select((label, i) => new Sample
            {
                Features = Scaled(features.AsSpan(i * source.Length, source.Length), scaling),
                Class = (uint)label,
                IsSecond = label == 1,
                Weight = classWeights?[(int)label] ?? 1,
            }));
        }

        return samples;
    }

    private static float[] Scaled(ReadOnlySpan<float> features, FeatureScaling scaling)
    {
        var values = new float[features.Length];
        TensorPrimitives.Subtract(features, scaling.Mean, values);
        TensorPrimitives.Multiply(values, scaling.Scale, values);
        return values;
    }

    private sealed class Sample
    {
        public float[] Features { get; init; } = [];

        public uint Class { get; init; }

        public bool IsSecond { get; init; }

        public float Weight { get; init; }
    }
}
