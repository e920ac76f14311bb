namespace Transfer.Tests.Models.Training.Operators;

internal static class ReductionCases
{
    private const int SumTakesAxesAsInput = 13;
    private const int AllTakeAxesAsInput = 18;

    public static OperatorCase[] All { get; } =
    [
        .. new[] { "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp" }
            .SelectMany(name => Variants(name, "x", AllTakeAxesAsInput)),
        .. Variants("ReduceSum", "x", SumTakesAxesAsInput),
        .. Variants("ReduceLogSum", "p", AllTakeAxesAsInput),
        new("ReduceSum", "integers", [7, 13, 25], "i[2,3,4]<9"),
        new("ReduceMax", "integers", [12, 18], "i[2,3,4]<9"),

        new("ArgMax", "default axis 0", [7, 11, 12, 13, 25], "x[2,3,4]"),
        new("ArgMax", "axis 1, axis goes", [7, 13], "x[2,5,4]", "axis=1 keepdims=0"),
        new("ArgMax", "axis -1", [11, 13], "x[2,5,4]", "axis=-1"),
        new("ArgMax", "first of equals", [12, 13], "i[2,9]<2", "axis=1"),
        new("ArgMax", "last of equals", [12, 13], "i[2,9]<2", "axis=1 select_last_index=1"),
        new("ArgMax", "last of equals, axis goes", [12], "i[2,9]<2", "axis=-1 select_last_index=1 keepdims=0"),
        new("ArgMin", "default axis 0", [7, 11, 12, 13, 25], "x[2,3,4]"),
        new("ArgMin", "axis -1, axis goes", [11, 13], "x[2,5,4]", "axis=-1 keepdims=0"),
        new("ArgMin", "first of equals", [12], "i[2,9]<2", "axis=1"),
        new("ArgMin", "last of equals", [12, 13], "i[2,9]<2", "axis=1 select_last_index=1"),

        new("CumSum", "axis 1", [11, 14, 25], "x[2,3,4] =1"),
        new("CumSum", "axis -1", [11, 14], "x[2,3,4] =-1"),
        new("CumSum", "axis as a list of one", [14], "x[2,3,4] {2}"),
        new("CumSum", "exclusive", [14], "x[2,3,4] =1", "exclusive=1"),
        new("CumSum", "reverse", [14], "x[2,3,4] =1", "reverse=1"),
        new("CumSum", "exclusive and reverse", [14], "x[2,3,4] =1", "exclusive=1 reverse=1"),
    ];

    private static IEnumerable<OperatorCase> Variants(string name, string data, int inputSince)
    {
        var old = inputSince == AllTakeAxesAsInput ? new[] { 7, 11, 13, 17 } : [7, 11, 12];
        int[] recent = [inputSince, 20, 25];
        yield return new(name, "all axes", [.. old, .. recent], $"{data}[2,3,4]");
        yield return new(name, "all axes go", [old[^1], recent[0]], $"{data}[2,3,4]", "keepdims=0");
        yield return new(name, "axes as attribute", old, $"{data}[2,3,4]", "axes=[1,2]");
        yield return new(name, "one axis goes", old, $"{data}[2,3,4]", "axes=[1] keepdims=0");
        yield return new(name, "two axes go", [old[^1]], $"{data}[2,3,4]", "axes=[1,2] keepdims=0");
        yield return new(name, "axes from the end", [11, old[^1]], $"{data}[2,3,4]", "axes=[-1,-3]");
        yield return new(name, "axes as input", recent, $"{data}[2,3,4] {{1,2}}");
        yield return new(name, "axes as input go", recent, $"{data}[2,3,4] {{-1}}", "keepdims=0");
        yield return new(name, "no axes as input", [recent[0]], $"{data}[2,3,4] {{}}");
        yield return new(name, "no axes, nothing to do", recent, $"{data}[2,3,4] {{}}", "noop_with_empty_axes=1");
        yield return new(name, "absent axes, nothing to do", [recent[0]], $"{data}[2,3,4]", "noop_with_empty_axes=1");
    }
}
