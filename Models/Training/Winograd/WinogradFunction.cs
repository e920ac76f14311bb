using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>The forward and backward pass of <see cref="WinogradConvolution"/> in one of its domains; all tensors outside of it are float32.</summary>
internal sealed class WinogradFunction<TDomain> : autograd.SingleTensorFunction<WinogradFunction<TDomain>>
    where TDomain : struct, IWinogradDomain
{
    /// <inheritdoc/>
    public override string Name => nameof(WinogradFunction<>);

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        using var scope = NewDisposeScope();
        var sizes = new Sizes(input.shape, weight.shape[0]);
        var pixels = input.permute(0, 2, 3, 1).contiguous();
        var points = TDomain.Stack(sizes.Points, sizes.Rows, sizes.Channels);
        sizes.Inputs.Enter<TDomain>(sizes.Matrices.FromInput, pixels.Address(), points.Address());
        var filters = TDomain.Stack(sizes.Points, sizes.Channels, sizes.Filters);
        WinogradFilters.EnterTransposed<TDomain>(sizes.Matrices.FromFilter, weight.contiguous().Address(), filters.Address(), sizes.Filters, sizes.Channels);
        var products = TDomain.Multiply(points, filters, sizes.Points, sizes.Rows, sizes.Channels, sizes.Filters);
        var output = empty(sizes.Images, sizes.Height, sizes.Width, sizes.Filters);
        sizes.Outputs.Leave<TDomain>(sizes.Matrices.ToOutput, products.Address(), output.Address(), bias.contiguous().Address(), add: false);
        // The context takes it over once this has returned.
        ctx.save_for_backward([points.MoveToOuterDisposeScope(), weight]);
        ctx.save_data("input", input.shape);
        ctx.save_data("learns input", input.requires_grad);
        return output.permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var (points, weight) = (saved[0], saved[1]);
        var sizes = new Sizes((long[])ctx.get_data("input"), weight.shape[0]);
        var pixels = grad_output.permute(0, 2, 3, 1).contiguous();
        var products = TDomain.Stack(sizes.Points, sizes.Rows, sizes.Filters);
        sizes.Outputs.Enter<TDomain>(sizes.Matrices.FromOutput, pixels.Address(), products.Address());
        var filters = TDomain.MultiplyTransposed(products, points, sizes.Points, sizes.Rows, sizes.Filters, sizes.Channels);
        var weightGradient = empty(sizes.Filters, sizes.Channels, 3, 3);
        WinogradFilters.Leave<TDomain>(sizes.Matrices.ToFilter, filters.Address(), weightGradient.Address(), sizes.Filters, sizes.Channels);
        var inputGradient = (bool)ctx.get_data("learns input") ? InputGradient(sizes, products, weight.contiguous()) : null;
        return [inputGradient?.MoveToOuterDisposeScope()!, weightGradient.MoveToOuterDisposeScope(), pixels.sum([0, 1, 2]).MoveToOuterDisposeScope()];
    }

    private static Tensor InputGradient(Sizes sizes, Tensor products, Tensor weight)
    {
        var filters = TDomain.Stack(sizes.Points, sizes.Filters, sizes.Channels);
        WinogradFilters.Enter<TDomain>(sizes.Matrices.FromFilter, weight.Address(), filters.Address(), sizes.Filters, sizes.Channels);
        var points = TDomain.Multiply(products, filters, sizes.Points, sizes.Rows, sizes.Filters, sizes.Channels);
        var gradient = zeros(sizes.Images, sizes.Height, sizes.Width, sizes.Channels);
        sizes.Inputs.Leave<TDomain>(sizes.Matrices.ToInput, points.Address(), gradient.Address(), 0, add: true);
        return gradient.permute(0, 3, 1, 2);
    }

    private sealed class Sizes
    {
        public Sizes(long[] input, long filters)
        {
            (Images, Channels, Height, Width, Filters) = ((int)input[0], (int)input[1], (int)input[2], (int)input[3], (int)filters);
            Matrices = WinogradMatrices.For(Height, Width, TDomain.MostOutputs);
            var (rows, columns) = (WinogradMatrices.Tiles(Height, Matrices.Outputs), WinogradMatrices.Tiles(Width, Matrices.Outputs));
            Rows = TDomain.Rows(Images * rows * columns);
            Inputs = Maps(Channels, padding: 1);
            Outputs = Maps(Filters, padding: 0);

            WinogradMaps Maps(int channels, int padding) => new(Images, Height, Width, channels, Matrices.Outputs, padding, rows, columns, Rows);
        }

        public int Images { get; }

        public int Channels { get; }

        public int Height { get; }

        public int Width { get; }

        public int Filters { get; }

        public int Rows { get; }

        public int Points => Matrices.Inputs * Matrices.Inputs;

        public WinogradMatrices Matrices { get; }

        public WinogradMaps Inputs { get; }

        public WinogradMaps Outputs { get; }
    }
}
