namespace Transfer.Pipeline.Training;

/// <summary>The weights of a head in a <see cref="DenseEngine"/>, RMSprop's mean squared gradients, and the current batch.</summary>
internal sealed class DenseHead : IDisposable
{
    private readonly DenseHeadShape _shape;
    private readonly double _weightDecay;
    private readonly HiddenLayer _hidden;
    private readonly DenseWeights _bias;
    private readonly OutputLayer _output;
    private readonly float _scale;
    private readonly RowLists _gradients;
    private readonly int _rows;
    private (SampleBatch Batch, RowLists Outputs) _current;
    private (SampleBatch Batch, RowLists Outputs) _next;
    private float[][]? _best;

    private delegate void StateAction(Span<float> values);

    /// <param name="head">Where the weights come from.</param>
    /// <param name="samples">Training and validation samples; not copied.</param>
    /// <param name="classWeights">The weight of each class in the training loss; null for 1.</param>
    public DenseHead(
        Head head, DenseHeadShape shape, ParsedTrainerOptions options, SamplesInMemory samples, IReadOnlyList<float>? classWeights)
    {
        (_shape, _weightDecay, _rows) = (shape, options.WeightDecay, Math.Min(options.Given.BatchSize, samples.Labels.Length));
        _hidden = HiddenLayer.Create(head.Features, shape.Units);
        _bias = new DenseWeights(shape.Units);
        _output = new OutputLayer(shape.Units, head.Outputs, samples.Labels, classWeights, _rows);
        _scale = (float)(1 / (1 - shape.Dropout));
        _gradients = new RowLists(shape.Units, _rows);
        var scaling = head.Scaling;
        (_current, _next) = (Place(), Place());
        var weights = Weights(head);
        _hidden.Load(weights[0].Floats());
        weights[1].Floats().CopyTo(_bias.Values);
        Transpose(weights[2].Floats(), head.Outputs, _output.Kernel.Values);
        weights[3].Floats().CopyTo(_output.Bias.Values);

        (SampleBatch, RowLists) Place() =>
            (new SampleBatch(samples.Features, scaling.Mean, scaling.Scale, _rows), new RowLists(shape.Units, _rows));
    }

    /// <summary>Gets the first batch of an epoch ready.</summary>
    public void Begin(DenseBatch batch)
    {
        Fill(_current, batch);
        _hidden.Forward(_current.Batch, _current.Outputs);
        Activate(_current.Outputs, _scale);
    }

    /// <summary>One step on the batch that is ready.</summary>
    /// <param name="next">The batch after it, which is ready then; null for none.</param>
    /// <returns>The loss and the right answers, each the sum over the batch.</returns>
    public (double Loss, int Right) Step(double rate, DenseBatch? next)
    {
        var result = _output.Forward(_current.Batch, _current.Outputs, isTraining: true);
        _output.Backward(_current.Batch, _current.Outputs, _scale, _gradients, _bias.Gradients);
        var rule = new RmsPropRule((float)rate, _shape.Rho, _shape.Epsilon);
        var shrink = (float)(1 - (_weightDecay * rate));
        _output.Kernel.Step(rule, shrink);
        _output.Bias.Step(rule, 1);
        _bias.Step(rule, 1);
        if (next is { } batch)
        {
            Fill(_next, batch);
        }

        _hidden.Step(rule, shrink, (_current.Batch, _gradients), next is null ? null : _next);
        Activate(_next.Outputs, _scale);
        (_current, _next) = (_next, _current);
        return result;
    }

    /// <summary>The loss and the right answers without dropout, each the sum over the samples. The batch that is ready stays so.</summary>
    public (double Loss, long Right) Evaluate(int[] samples)
    {
        var (loss, right) = (0.0, 0L);
        foreach (var chunk in samples.Chunk(_rows))
        {
            _next.Batch.Gather(chunk);
            _next.Outputs.TakeAll(chunk.Length);
            _hidden.Forward(_next.Batch, _next.Outputs);
            Activate(_next.Outputs, 1);
            var (chunkLoss, chunkRight) = _output.Forward(_next.Batch, _next.Outputs, isTraining: false);
            (loss, right) = (loss + chunkLoss, right + chunkRight);
        }

        return (loss, right);
    }

    /// <summary>Remembers the weights as they are.</summary>
    public void Keep() =>
        _best = [_hidden.ToArray(), _bias.Values.ToArray(), _output.Kernel.Values.ToArray(), _output.Bias.Values.ToArray()];

    /// <summary>Gives a head the weights that were kept.</summary>
    public void Restore(Head head)
    {
        if (_best is not { } best)
        {
            return;
        }

        var weights = Weights(head);
        best[0].CopyTo(weights[0].Floats());
        best[1].CopyTo(weights[1].Floats());
        Transpose(best[2], _shape.Units, weights[2].Floats());
        best[3].CopyTo(weights[3].Floats());
    }

    /// <inheritdoc cref="ITrainingEngine.Save"/>
    public void Save(BinaryWriter writer)
    {
        ForEachState(values => TensorBytes.Write(writer, values));
        writer.Write(_best is not null);
        foreach (var values in _best ?? [])
        {
            TensorBytes.Write(writer, values);
        }
    }

    /// <inheritdoc cref="ITrainingEngine.Restore"/>
    public void Restore(BinaryReader reader)
    {
        ForEachState(values => TensorBytes.Read(reader, values));
        if (reader.ReadBoolean())
        {
            // Makes the copies; what they hold is replaced.
            Keep();
            foreach (var values in _best!)
            {
                TensorBytes.Read(reader, values.AsSpan());
            }
        }
    }

    public void Dispose()
    {
        _hidden.Dispose();
        _bias.Dispose();
        _output.Dispose();
        _current.Batch.Dispose();
        _next.Batch.Dispose();
    }

    /// <summary>Kernel and bias of the dense layer, then of the last.</summary>
    private static TorchSharp.Modules.Parameter[] Weights(Head head) => [.. head.parameters()];

    private static void Transpose(ReadOnlySpan<float> source, int rows, Span<float> target)
    {
        var columns = source.Length / rows;
        for (var i = 0; i < source.Length; i++)
        {
            target[(i % columns * rows) + (i / columns)] = source[i];
        }
    }

    private void ForEachState(StateAction action)
    {
        action(_hidden.State);
        foreach (var weights in new[] { _bias, _output.Kernel, _output.Bias })
        {
            action(weights.Values);
            action(weights.Memory);
        }
    }

    /// <summary>Scales the samples of a batch, and lists for each unit the rows that dropout keeps.</summary>
    private static void Fill((SampleBatch Batch, RowLists Outputs) place, DenseBatch batch)
    {
        place.Batch.Gather(batch.Rows);
        var outputs = place.Outputs;
        if (batch.Mask is not { } mask)
        {
            outputs.TakeAll(batch.Rows.Length);
            return;
        }

        for (var unit = 0; unit < outputs.Counts.Length; unit++)
        {
            var (count, bits) = (0, 0UL);
            for (var row = 0; row < batch.Rows.Length; row++)
            {
                bits = row % DropoutMask.Most == 0 ? mask.Next(Math.Min(DropoutMask.Most, batch.Rows.Length - row)) : bits >> 1;
                // A place is written and then kept or written again, without a branch, which would be predicted wrong half the time.
                outputs.Rows[(unit * outputs.Capacity) + count] = row;
                count += (int)(bits & 1);
            }

            outputs.Counts[unit] = count;
        }
    }

    /// <summary>Sums without bias become outputs; rows whose output is 0 leave the list.</summary>
    private void Activate(RowLists outputs, float scale)
    {
        for (var unit = 0; unit < outputs.Counts.Length; unit++)
        {
            var bias = _bias.Values[unit];
            var rows = outputs.Rows.AsSpan(unit * outputs.Capacity, outputs.Counts[unit]);
            var values = outputs.Values.AsSpan(unit * outputs.Capacity, outputs.Counts[unit]);
            var count = 0;
            for (var i = 0; i < values.Length; i++)
            {
                var value = Math.Max(values[i] + bias, 0) * scale;
                (rows[count], values[count]) = (rows[i], value);
                // What is not a number stays, so that a training that has come to nothing shows it.
                count += value <= 0 ? 0 : 1;
            }

            outputs.Counts[unit] = count;
        }
    }
}
