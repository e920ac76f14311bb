namespace Transfer.Tests.Models.Training.Operators;

internal static class ScatteringCases
{
    public static OperatorCase[] All { get; } =
    [
        new("GatherND", "rows", [11, 13, 25], "x[2,3,4] n[3,2]=1,2,0,-1,1,0"),
        new("GatherND", "values", [13], "x[2,3,4] n[2,3]=1,2,3,0,-1,0"),
        new("GatherND", "one batch axis", [12, 13], "x[2,3,4] i[2,5,1]<0.9", "batch_dims=1"),
        new("ScatterND", "rows", [11, 13, 16, 18, 25], "x[2,3,4] n[2,2]=1,2,0,-1 w[2,4]"),
        new("ScatterND", "values", [16], "x[2,3,4] n[2,3]=1,2,3,0,-1,0 w[2]"),
        new("ScatterND", "sums, a position twice", [16, 18], "x[2,3,4] n[3,2]=1,2,0,1,1,2 w[3,4]", "reduction=add"),
        new("ScatterElements", "default axis 0", [11, 13, 16, 18, 25], "w[4,3] n[2,3]=3,0,-1,1,2,0 x[2,3]"),
        new("ScatterElements", "axis 1", [13], "x[2,5,3] n[1,2,3]=3,0,-1,1,2,0 w[1,2,3]", "axis=1"),
        new("ScatterElements", "sums along axis 1", [16, 18], "x[2,5,3] i[2,4,3]<4.9 x[2,4,3]", "axis=1 reduction=add"),
        new("ScatterElements", "sums along the last axis", [18], "x[2,4,3] i[2,2,5]<2.9 x[2,2,5]", "axis=-1 reduction=add"),
        new("TopK", "default axis", [10, 11, 24, 25], "x[2,3,7] {3}", Outputs: 2),
        new("TopK", "the smallest of axis 1", [11], "x[2,6,3] {2}", "axis=1 largest=0", 2),
        new("TopK", "attribute", [7], "x[2,3,7]", "k=3 axis=1", 2),
        new("OneHot", "default axis", [9, 11, 25], "i[2,3]<4 =5 {0.5,2.0}"),
        new("OneHot", "axis 1", [11], "i[2,3]<4 =5 {-1.0,3.0}", "axis=1"),
        new("OneHot", "beyond the depth", [11], "i[2,3]<9 =4 {0.0,1.0}"),
        new("GridSample", "default", [16, 20, 25], "x[2,3,5,4] x[2,4,3,2]"),
        new("GridSample", "aligned, border", [16], "x[2,3,5,4] x[2,4,3,2]", "align_corners=1 padding_mode=border"),
        new("GridSample", "reflection", [16, 20], "x[2,3,5,4] x[2,4,3,2]", "padding_mode=reflection"),
        new("GridSample", "nearest", [16, 20], "x[2,3,5,4] x[2,4,3,2]", "mode=nearest"),
    ];
}
