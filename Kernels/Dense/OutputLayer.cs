using System.Numerics.Tensors;

namespace Transfer.Kernels;

/// <summary>
/// The last layer of a head with its loss: one output with a sigmoid and binary cross-entropy, or several with a softmax and cross-entropy.
/// </summary>
/// <param name="labels">The class of each sample.</param>
/// <param name="classWeights">The weight of each class in the loss; null for 1.</param>
/// <param name="rows">The largest number of rows of a batch.</param>
internal sealed class OutputLayer(int units, int outputs, long[] labels, IReadOnlyList<float>? classWeights, int rows) : IDisposable
{
    /// <summary>Measured losses count probabilities between this and 1 less this, as those of evaluations do and as in Keras.</summary>
    public const double Epsilon = 1e-7;

    private readonly float[] _logits = new float[rows * outputs];

    /// <summary>The kernel, <c>[units, outputs]</c>.</summary>
    public DenseWeights Kernel { get; } = new(units * outputs);

    /// <summary>The biases, <c>[outputs]</c>.</summary>
    public DenseWeights Bias { get; } = new(outputs);

    /// <summary>
    /// Computes the loss and the correct predictions of a batch, summed over its rows, and in training the logits' gradients.
    /// </summary>
    /// <param name="hidden">The hidden units' outputs for the rows for which they are not 0.</param>
    /// <param name="isTraining">
    /// Whether classes have their weights and losses are exact: in training. In validation neither, so that losses compare.
    /// </param>
    public (double Loss, int Right) Forward(SampleBatch batch, RowLists hidden, bool isTraining)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            Bias.Values.CopyTo(Logits(row));
        }

        for (var unit = 0; unit < units; unit++)
        {
            var kernel = Kernel.Values.Slice(unit * outputs, outputs);
            for (var i = unit * hidden.Capacity; i < (unit * hidden.Capacity) + hidden.Counts[unit]; i++)
            {
                AddScaled(hidden.Values[i], kernel, Logits(hidden.Rows[i]));
            }
        }

        var (loss, right) = (0.0, 0);
        for (var row = 0; row < batch.Count; row++)
        {
            var logits = Logits(row);
            var label = (int)labels[batch.Samples[row]];
            right += (outputs == 1 ? (logits[0] > 0 ? 1 : 0) : TensorPrimitives.IndexOfMax(logits)) == label ? 1 : 0;
            if (!isTraining)
            {
                loss += Measured(logits, label);
                continue;
            }

            var weight = classWeights is not null ? classWeights[label] : 1;
            loss += weight * (outputs == 1 ? Sigmoid(ref logits[0], label) : Softmax(logits, label));
            TensorPrimitives.Multiply(logits, weight / batch.Count, logits);
        }

        return (loss, right);
    }

    /// <summary>Adds up the gradients of this layer's weights after <see cref="Forward"/>.</summary>
    /// <param name="hidden">As for the forward pass; an output of 0 has no gradient.</param>
    /// <param name="scale">The factor of the outputs that dropout kept.</param>
    /// <param name="gradients">Receives the gradients of the hidden units' sums.</param>
    /// <param name="biases">Receives their sums over rows, <c>[units]</c>.</param>
    public void Backward(SampleBatch batch, RowLists hidden, float scale, RowLists gradients, Span<float> biases)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            AddScaled(1, Logits(row), Bias.Gradients);
        }

        for (var unit = 0; unit < units; unit++)
        {
            var kernel = Kernel.Values.Slice(unit * outputs, outputs);
            var gradient = Kernel.Gradients.Slice(unit * outputs, outputs);
            var start = unit * hidden.Capacity;
            for (var i = start; i < start + hidden.Counts[unit]; i++)
            {
                var logits = Logits(hidden.Rows[i]);
                AddScaled(hidden.Values[i], logits, gradient);
                var value = scale * (outputs == 1 ? logits[0] * kernel[0] : TensorPrimitives.Dot(logits, kernel));
                (gradients.Rows[i], gradients.Values[i]) = (hidden.Rows[i], value);
                biases[unit] += value;
            }

            gradients.Counts[unit] = hidden.Counts[unit];
        }
    }

    public void Dispose()
    {
        Kernel.Dispose();
        Bias.Dispose();
    }

    private static void AddScaled(float factor, ReadOnlySpan<float> values, Span<float> sums)
    {
        if (values.Length == 1)
        {
            sums[0] += factor * values[0];
        }
        else
        {
            TensorPrimitives.MultiplyAdd(values, factor, sums, sums);
        }
    }

    /// <summary>A logit becomes its gradient.</summary>
    private static double Sigmoid(ref float logit, int label)
    {
        var z = (double)logit;
        logit = (float)((1 / (1 + Math.Exp(-z))) - label);
        return Math.Max(z, 0) - (z * label) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
    }

    /// <summary>Logits become their gradients.</summary>
    private static double Softmax(Span<float> logits, int label)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), logits);
        var own = logits[label];
        TensorPrimitives.Exp(logits, logits);
        var sum = TensorPrimitives.Sum(logits);
        TensorPrimitives.Divide(logits, sum, logits);
        logits[label] -= 1;
        return Math.Log(sum) - own;
    }

    /// <summary>The loss of a probability between the limits.</summary>
    private static double Measured(Span<float> logits, int label)
    {
        double share;
        if (logits.Length == 1)
        {
            share = 1 / (1 + Math.Exp(label == 1 ? -(double)logits[0] : logits[0]));
        }
        else
        {
            TensorPrimitives.SoftMax(logits, logits);
            share = logits[label];
        }

        return -Math.Log(Math.Clamp(share, Epsilon, 1 - Epsilon));
    }

    private Span<float> Logits(int row) => _logits.AsSpan(row * outputs, outputs);
}
