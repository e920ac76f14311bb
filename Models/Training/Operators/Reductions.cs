using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Reductions over axes, which are an attribute in old opsets and an input in new ones.</summary>
internal static class Reductions
{
    private const double SmallestNormal = 1.17549435e-38;

    public static Tensor LogSumExp(NodeCall call) => Over(call, (x, axes, keep) =>
    {
        var largest = x.detach().amax(axes, keepdim: true);
        return (x - largest).exp().sum(axes, keep).log().Plus(keep ? largest : largest.reshape((x - largest).sum(axes, false).shape));
    });

    public static Tensor Product(NodeCall call) =>
        Over(call, (x, axes, keep) => axes.OrderDescending().Aggregate(x, (product, axis) => product.prod(axis, keep)));

    public static Tensor CumulativeSum(NodeCall call)
    {
        var (input, axis) = (call[0], NodeCall.Axis(call.Longs(1)[0], call[0].dim()));
        var reverse = call.Flag("reverse");
        input = reverse ? input.flip([axis]) : input;
        var sum = input.cumsum(axis);
        sum = call.Flag("exclusive") ? sum - input : sum;
        return reverse ? sum.flip([axis]) : sum;
    }

    /// <summary>The root of the sum of squares. Where all are 0 its gradient is 0, and not the quotient of two zeros.</summary>
    public static Tensor Length(Tensor input, long[] axes, bool keep) => input.Square().sum(axes, keep).AtLeast(SmallestNormal).sqrt();

    /// <summary>Reduces over the axes of the node: all when it has none.</summary>
    /// <param name="call">The node.</param>
    /// <param name="reduce">The reduction over axes; true keeps them with length 1.</param>
    /// <param name="ofNoAxes">The result of a reduction over no axes, for <c>noop_with_empty_axes</c>; null when it is the input.</param>
    public static Tensor Over(NodeCall call, Func<Tensor, long[], bool, Tensor> reduce, Func<Tensor, Tensor>? ofNoAxes = null)
    {
        var input = call[0];
        var axes = call.LongsOf("axes", 1);
        if (axes is null or [])
        {
            if (call.Flag("noop_with_empty_axes"))
            {
                return ofNoAxes?.Invoke(input) ?? input.alias();
            }

            axes = NodeCall.Axes(input.dim());
        }

        return reduce(input, Array.ConvertAll(axes, a => NodeCall.Axis(a, input.dim())), call.Flag("keepdims", true));
    }

    /// <summary>The position of the first or last largest or smallest value.</summary>
    public static Tensor Arg(NodeCall call, Func<Tensor, long, bool, Tensor> find)
    {
        var (input, axis, keep) = (call[0], call.AxisOf(0), call.Flag("keepdims", true));
        return call.Flag("select_last_index")
            ? find(input.flip([axis]), axis, keep).SubtractedFrom(input.shape[axis] - 1)
            : find(input, axis, keep);
    }
}
