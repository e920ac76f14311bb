namespace Transfer.Tests.Kernels;

public sealed class WinogradMatricesTests
{
    private static readonly double[] Filter = [0.5, -2, 3];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Products_of_transformed_inputs_and_filter_are_the_outputs(int outputs)
    {
        var matrices = WinogradMatrices.OfTile(outputs);
        double[] inputs = [.. Enumerable.Range(0, matrices.Inputs).Select(i => 1.5 + (i * i))];
        var products = Times(matrices.FromInput, inputs).Zip(Times(matrices.FromFilter, Filter), (a, b) => a * b).ToArray();
        var results = Times(matrices.ToOutput, products);
        Assert.Equal(outputs, results.Length);
        for (var i = 0; i < outputs; i++)
        {
            Assert.Equal(inputs[i..(i + 3)].Zip(Filter, (a, b) => a * b).Sum(), results[i], 1e-12);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_scaled_filter_leaves_integers_for_the_input(int outputs)
    {
        var matrices = WinogradMatrices.OfTile(outputs);
        for (var i = 0; i < matrices.Inputs; i++)
        {
            // The factor of a row of the filter, whose first power is 1, which the row of the input has without.
            var factor = i < matrices.Inputs - 1 ? matrices.ScaledFromFilter.Values[i * 3] : 1;
            var row = matrices.FromInput.Values.AsSpan(i * matrices.Inputs, matrices.Inputs).ToArray();
            Assert.All(row, v => Assert.Equal(Math.Round(v / factor), v / factor, 1e-12));
        }
    }

    [Fact]
    public void A_map_gets_the_tiles_with_the_fewest_products()
    {
        // 9 = 3 x 3 in tiles of three with 25 products; in tiles of two 5 x 5 tiles with 16.
        Assert.Equal(3, WinogradMatrices.ForMap(9, 9, mostOutputs: 3).Outputs);
        Assert.Equal(2, WinogradMatrices.ForMap(9, 9, mostOutputs: 2).Outputs);
        Assert.Equal(2, WinogradMatrices.ForMap(4, 4, mostOutputs: 3).Outputs);
    }

    private static double[] Times(SmallMatrix matrix, double[] vector) => [.. Enumerable.Range(0, matrix.Rows)
        .Select(i => vector.Select((v, j) => matrix.Values[(i * matrix.Columns) + j] * v).Sum())];
}
