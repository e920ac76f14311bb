using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline.Quantization;

/// <summary>Runs networks side by side on the same images, in turns, so that both have the machine as it is.</summary>
internal sealed class NetworkRuns(ModelMetadata metadata, CancellationToken cancellation)
{
    private const int BatchSize = 8;

    private readonly ImageLoader _loader = new(Preprocessing.Parse(metadata.Preprocessing), metadata.ImageSize);

    /// <summary>Decodes images; those that cannot be used are left out.</summary>
    public List<(ImageSample Sample, float[] Values)> Load(IReadOnlyList<ImageSample> samples)
    {
        var loaded = new float[samples.Count][];
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var values = new float[_loader.ValueCount];
            loaded[i] = _loader.Load(samples[i].Path, values).IsOk ? values : [];
        });
        return [.. samples.Zip(loaded).Where(pair => pair.Second.Length > 0)];
    }

    /// <summary>The outputs of one network for a few images.</summary>
    public float[] Run(InferenceSession session, IReadOnlyList<float[]> images) =>
        [.. images.Chunk(BatchOf(session)).SelectMany(batch => RunBatch(session, Joined(batch)))];

    /// <summary>The outputs of each network for many images, of which a few are in memory at a time.</summary>
    /// <returns>The samples that could be decoded, and what each network gave for them.</returns>
    public (List<ImageSample> Samples, MeasuredOutputs[] Runs) Compare(
        IReadOnlyList<ImageSample> samples, params InferenceSession[] sessions)
    {
        var (kept, times, timed) = (new List<ImageSample>(), new double[sessions.Length], 0);
        var outputs = sessions.Select(_ => new List<float>()).ToArray();
        foreach (var part in samples.Chunk(16 * BatchSize))
        {
            foreach (var batch in Load(part).Chunk(sessions.Min(BatchOf)))
            {
                cancellation.ThrowIfCancellationRequested();
                var images = Joined([.. batch.Select(b => b.Values)]);
                // The first batch prepares memory.
                var counts = kept.Count > 0;
                timed += counts ? batch.Length : 0;
                kept.AddRange(batch.Select(b => b.Sample));
                for (var i = 0; i < sessions.Length; i++)
                {
                    var clock = Stopwatch.GetTimestamp();
                    outputs[i].AddRange(RunBatch(sessions[i], images));
                    times[i] += counts ? Stopwatch.GetElapsedTime(clock).TotalSeconds : 0;
                }
            }
        }

        return (kept, [.. outputs.Zip(times, (values, time) => new MeasuredOutputs([.. values], time > 0 ? timed / time : 0))]);
    }

    private static int BatchOf(InferenceSession session) => ModelSignature.TakesOne(session) ? 1 : BatchSize;

    private float[] Joined(float[][] images)
    {
        var values = new float[images.Length * _loader.ValueCount];
        foreach (var (i, image) in images.Index())
        {
            image.CopyTo(values, i * _loader.ValueCount);
        }

        return values;
    }

    private float[] RunBatch(InferenceSession session, float[] values)
    {
        long[] shape = [values.Length / _loader.ValueCount, 3, metadata.ImageSize, metadata.ImageSize];
        var name = OutputNodes.NameOf(metadata.Targets);
        return ExportedModel.Run<float>(session, values, shape, name);
    }
}
