namespace Transfer.Tests.Models.Training.Operators;

/// <summary>One variant of an operator, written in a line.</summary>
/// <param name="Operator">The operator's name, with its domain before it where that is not the standard one.</param>
/// <param name="Variant">What is special about it, for the test's name.</param>
/// <param name="Opsets">The opsets in which it is tried.</param>
/// <param name="Inputs">
/// The node's inputs, separated by spaces. From the image: <c>x[2,3,5,5]</c> any values, <c>p[2,4]</c> positive ones, <c>i[2,4]&lt;5</c>
/// integers from -5 to 4, <c>q[2,4]&lt;5</c> the same as int8, <c>b[2,4]</c> true or false; the first dimension is the batch, 2.
/// Stored in the file: <c>w[4,3]</c> any values, <c>v[4]</c> positive ones, <c>{1,-1}</c> integers, <c>{0.5,2.0}</c> floats, <c>=3</c>
/// or <c>=0.5</c> a scalar, <c>n[2,2]=1,2,0,-1</c> integers of a shape, <c>t[3,3]</c> truth values. <c>-</c> is absent.
/// </param>
/// <param name="Attributes">Such as <c>axis=1 pads=[0,1,2,1] epsilon=0.1 mode=linear</c>: a number with a point is a float.</param>
/// <param name="Outputs">How many outputs the node has; all are compared.</param>
internal sealed record OperatorCase(string Operator, string Variant, int[] Opsets, string Inputs, string Attributes = "", int Outputs = 1)
{
    public IEnumerable<(string Name, int Opset)> Names => Opsets.Select(opset => ($"{Operator}, opset {opset}, {Variant}", opset));
}
