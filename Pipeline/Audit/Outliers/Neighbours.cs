using TorchSharp;

namespace Transfer.Pipeline.Audit;

/// <summary>The nearest neighbours of each row by cosine similarity, the nearest first. Rows are not their own neighbours.</summary>
/// <param name="Count">K, the number of neighbours of a row.</param>
/// <param name="Indices">The neighbours, <c>[N, K]</c>.</param>
/// <param name="Similarities">Their cosine similarities, -1 to 1, <c>[N, K]</c>.</param>
internal sealed record Neighbours(int Count, int[] Indices, float[] Similarities)
{
    private const int BlockRows = 256;

    // Products of matrices are rounded differently on different processors.
    private const int Digits = 5;

    /// <summary>Finds the neighbours by comparing all pairs of rows.</summary>
    /// <param name="values"><c>[N, F]</c>.</param>
    /// <param name="length">F.</param>
    /// <param name="most">The most neighbours of a row.</param>
    public static Neighbours Of(float[] values, int length, int most, CancellationToken cancellation)
    {
        var rows = values.Length / length;
        var count = Math.Min(most, rows - 1);
        var (indices, similarities) = (new int[rows * count], new float[rows * count]);
        using var all = Normalized(values, rows, length);
        using var transposed = all.t();
        var blocks = (rows + BlockRows - 1) / BlockRows;
        Parallel.For(0, blocks, new ParallelOptions { CancellationToken = cancellation }, block =>
        {
            // One thread a block, so that sums do not depend on the number of threads.
            OpenMpThreads.OnCallingThread(() =>
            {
                using var scope = torch.NewDisposeScope();
                var first = block * BlockRows;
                var size = Math.Min(BlockRows, rows - first);
                var products = all.narrow(0, first, size).mm(transposed);
                var (best, places) = products.topk(count + 1, dim: 1);
                var (found, at) = (best.data<float>().ToArray(), places.data<long>().ToArray());
                for (var row = 0; row < size; row++)
                {
                    var own = Enumerable.Range(row * (count + 1), count + 1).Select(i => (Index: (int)at[i], Similarity: found[i]))
                        .Where(n => n.Index != first + row).Take(count);
                    foreach (var (place, neighbour) in own.Index())
                    {
                        indices[((first + row) * count) + place] = neighbour.Index;
                        similarities[((first + row) * count) + place] = MathF.Round(neighbour.Similarity, Digits);
                    }
                }

                return true;
            });
        });
        return new Neighbours(count, indices, similarities);
    }

    /// <summary>The neighbours of a row with their similarities, the nearest first.</summary>
    public IEnumerable<(int Index, float Similarity)> Row(int row) =>
        Enumerable.Range(row * Count, Count).Select(i => (Indices[i], Similarities[i]));

    private static torch.Tensor Normalized(float[] values, int rows, int length)
    {
        using var scope = torch.NewDisposeScope();
        var tensor = torch.tensor(values, [rows, length]);
        return torch.nn.functional.normalize(tensor, p: 2, dim: 1).MoveToOuterDisposeScope();
    }
}
