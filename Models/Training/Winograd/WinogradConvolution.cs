using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>
/// A 3x3 convolution of stride 1 with its gradients by Winograd's minimal filtering, for training on a processor: a third of the
/// multiplications where the map divides into tiles of three (a 9x9 map, as VGG16's last block has at 150 px).
/// </summary>
/// <remarks>In float32 its rounding is a few times that of a direct convolution, so evaluation and export use the direct one.</remarks>
internal sealed class WinogradConvolution : autograd.SingleTensorFunction<WinogradConvolution>
{
    // Below this the map has too few channels for the matrix products to outweigh the transforms.
    private const long FewestChannels = 64;

    // Larger maps gain as well, but their tiles take more memory than their channels are worth.
    private const long LargestSide = 64;

    /// <inheritdoc/>
    public override string Name => nameof(WinogradConvolution);

    /// <summary>Whether it can take the place of a direct convolution, and is faster.</summary>
    public static bool Suits(Tensor input, Tensor weight, Tensor? bias) =>
        Vector512.IsHardwareAccelerated && input.device.type == DeviceType.CPU && input.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32
        && bias is null or { dtype: ScalarType.Float32 } && weight.shape is [var filters, var channels, 3, 3]
        && channels >= FewestChannels && filters >= FewestChannels && channels % PanelProduct.Width == 0 && filters % PanelProduct.Width == 0
        && input.shape[2] <= LargestSide && input.shape[3] <= LargestSide;

    /// <param name="input"><c>[N, C, H, W]</c>, padded by one pixel on every side as it is convolved.</param>
    /// <param name="weight"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="bias"><c>[K]</c> or null.</param>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias) => apply(input, weight, bias ?? zeros(weight.shape[0]));

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (input, weight, bias) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        using var scope = NewDisposeScope();
        var sizes = new Sizes(input.shape, weight.shape[0]);
        var pixels = input.permute(0, 2, 3, 1).contiguous();
        var kernels = weight.contiguous();
        var points = Domain(sizes, sizes.Channels);
        sizes.Inputs.Enter(sizes.Matrices.FromInput, Address(pixels), Address(points));
        var filters = Stack(sizes, sizes.Channels, sizes.Filters);
        WinogradFilters.EnterTransposed(sizes.Matrices.FromFilter, Address(kernels), Address(filters), (int)sizes.Filters, (int)sizes.Channels);
        var products = Stack(sizes, sizes.Rows, sizes.Filters);
        PanelProduct.Multiply(Address(points), Address(filters), Address(products), (int)sizes.Points, (int)sizes.Rows, (int)sizes.Channels, (int)sizes.Filters);
        var output = empty(sizes.Images, sizes.Height, sizes.Width, sizes.Filters);
        sizes.Outputs.Leave(sizes.Matrices.ToOutput, Address(products), Address(output), Address(bias.contiguous()), add: false);
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
        var products = Domain(sizes, sizes.Filters);
        sizes.Outputs.Enter(sizes.Matrices.FromOutput, Address(pixels), Address(products));
        var filters = Stack(sizes, sizes.Filters, sizes.Channels);
        PanelProduct.MultiplyTransposed(Address(products), Address(points), Address(filters), (int)sizes.Points, (int)sizes.Rows, (int)sizes.Filters, (int)sizes.Channels);
        var weightGradient = empty(sizes.Filters, sizes.Channels, 3, 3);
        WinogradFilters.Leave(sizes.Matrices.ToFilter, Address(filters), Address(weightGradient), (int)sizes.Filters, (int)sizes.Channels);
        var inputGradient = (bool)ctx.get_data("learns input") ? InputGradient(sizes, products, weight.contiguous()) : null;
        return [inputGradient?.MoveToOuterDisposeScope()!, weightGradient.MoveToOuterDisposeScope(), grad_output.sum([0, 2, 3]).MoveToOuterDisposeScope()];
    }

    private static Tensor InputGradient(Sizes sizes, Tensor products, Tensor weight)
    {
        var filters = Stack(sizes, sizes.Filters, sizes.Channels);
        WinogradFilters.Enter(sizes.Matrices.FromFilter, Address(weight), Address(filters), (int)sizes.Filters, (int)sizes.Channels);
        var points = Stack(sizes, sizes.Rows, sizes.Channels);
        PanelProduct.Multiply(Address(products), Address(filters), Address(points), (int)sizes.Points, (int)sizes.Rows, (int)sizes.Filters, (int)sizes.Channels);
        var gradient = zeros(sizes.Images, sizes.Height, sizes.Width, sizes.Channels);
        sizes.Inputs.Leave(sizes.Matrices.ToInput, Address(points), Address(gradient), 0, add: true);
        return gradient.permute(0, 3, 1, 2);
    }

    private static Tensor Stack(Sizes sizes, long rows, long columns) => empty(sizes.Points, WinogradDomain.Stride(rows, columns));

    /// <summary>Matrices of tiles and channels whose last, empty tiles are 0.</summary>
    private static Tensor Domain(Sizes sizes, long channels)
    {
        var domain = Stack(sizes, sizes.Rows, channels);
        if (sizes.Rows > sizes.Tiles)
        {
            domain.narrow(1, 0, sizes.Rows * channels).view(sizes.Points, channels / PanelProduct.Width, sizes.Rows, PanelProduct.Width)
                .narrow(2, sizes.Tiles, sizes.Rows - sizes.Tiles).zero_();
        }

        return domain;
    }

    /// <summary>Where a contiguous tensor's values lie.</summary>
    private static unsafe nint Address(Tensor tensor) => (nint)Unsafe.AsPointer(ref tensor.bytes.GetPinnableReference());

    private sealed class Sizes
    {
        public Sizes(long[] input, long filters)
        {
            (Images, Channels, Height, Width, Filters) = (input[0], input[1], input[2], input[3], filters);
            Matrices = WinogradMatrices.For(Height, Width);
            var (rows, columns) = (WinogradMatrices.Tiles(Height, Matrices.Outputs), WinogradMatrices.Tiles(Width, Matrices.Outputs));
            Tiles = Images * rows * columns;
            Inputs = Maps(Channels, padding: 1);
            Outputs = Maps(Filters, padding: 0);

            WinogradMaps Maps(long channels, int padding) =>
                new((int)Images, (int)Height, (int)Width, (int)channels, Matrices.Outputs, padding, (int)rows, (int)columns);
        }

        public long Images { get; }

        public long Channels { get; }

        public long Height { get; }

        public long Width { get; }

        public long Filters { get; }

        public long Tiles { get; }

        public long Rows => WinogradDomain.PaddedTiles(Tiles);

        public long Points => Matrices.Inputs * Matrices.Inputs;

        public WinogradMatrices Matrices { get; }

        public WinogradMaps Inputs { get; }

        public WinogradMaps Outputs { get; }
    }
}
