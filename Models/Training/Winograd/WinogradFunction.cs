using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>The forward and backward pass of <see cref="WinogradConvolution"/> in a domain; tensors outside of it are float32.</summary>
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
        var transforms = Transforms(input.shape, weight.shape[0]);
        var (matrices, channels, filters) = (transforms.Matrices, transforms.Channels, transforms.Filters);
        var pixels = input.permute(0, 2, 3, 1).contiguous();
        var points = WinogradStacks<TDomain>.Create(transforms.Points, transforms.Rows, channels);
        transforms.Inputs.Transform(matrices.FromInput, pixels.Address(), points.Address());
        var kernels = WinogradStacks<TDomain>.Create(transforms.Points, channels, filters);
        transforms.Kernels.TransformTransposed(matrices.FromFilter, weight.contiguous().Address(), kernels.Address());
        var size = new StackSize(transforms.Points, transforms.Rows, channels, filters);
        var products = WinogradStacks<TDomain>.Multiply(points, kernels, size);
        var output = empty(input.shape[0], input.shape[2], input.shape[3], filters);
        transforms.Outputs.Inverse(matrices.ToOutput, products.Address(), output.Address(), bias.contiguous().Address(), isAdded: false);
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
        var shape = (long[])ctx.get_data("input");
        var transforms = Transforms(shape, weight.shape[0]);
        var (channels, filters) = (transforms.Channels, transforms.Filters);
        var pixels = grad_output.permute(0, 2, 3, 1).contiguous();
        var products = WinogradStacks<TDomain>.Create(transforms.Points, transforms.Rows, filters);
        transforms.Outputs.Transform(transforms.Matrices.FromOutput, pixels.Address(), products.Address());
        var size = new StackSize(transforms.Points, filters, transforms.Rows, channels);
        var kernels = WinogradStacks<TDomain>.MultiplyTransposed(products, points, size);
        var weightGradient = empty(filters, channels, 3, 3);
        transforms.Kernels.Inverse(transforms.Matrices.ToFilter, kernels.Address(), weightGradient.Address());
        var inputGradient = (bool)ctx.get_data("learns input") ? InputGradient(transforms, products, weight.contiguous(), shape) : null;
        var biasGradient = pixels.sum([0, 1, 2]);
        biasGradient.MoveToOuterDisposeScope();
        return [inputGradient?.MoveToOuterDisposeScope()!, weightGradient.MoveToOuterDisposeScope(), biasGradient];
    }

    private static Tensor InputGradient(WinogradTransforms<TDomain> transforms, Tensor products, Tensor weight, long[] shape)
    {
        var (channels, filters) = (transforms.Channels, transforms.Filters);
        var kernels = WinogradStacks<TDomain>.Create(transforms.Points, filters, channels);
        transforms.Kernels.Transform(transforms.Matrices.FromFilter, weight.Address(), kernels.Address());
        var size = new StackSize(transforms.Points, transforms.Rows, filters, channels);
        var points = WinogradStacks<TDomain>.Multiply(products, kernels, size);
        var gradient = zeros(shape[0], shape[2], shape[3], channels);
        transforms.Inputs.Inverse(transforms.Matrices.ToInput, points.Address(), gradient.Address(), 0, isAdded: true);
        return gradient.permute(0, 3, 1, 2);
    }

    private static WinogradTransforms<TDomain> Transforms(long[] input, long filters) =>
        new(new MapBatch((int)input[0], (int)input[2], (int)input[3]), (int)input[1], (int)filters);
}
