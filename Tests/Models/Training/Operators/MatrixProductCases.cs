namespace Transfer.Tests.Models.Training.Operators;

internal static class MatrixProductCases
{
    public static OperatorCase[] All { get; } =
    [
        new("Gemm", "no C", [11, 13, 25], "x[2,4] w[4,3]"),
        new("Gemm", "C a column", [7, 9, 11, 13, 25], "x[2,4] w[4,3] w[3]"),
        new("Gemm", "transB", [7, 13], "x[2,4] w[3,4] w[3]", "transB=1"),
        new("Gemm", "transB, no C", [11], "x[2,4] w[3,4]", "transB=1"),
        new("Gemm", "transA", [7, 13], "x[2,4] w[2,3] w[3]", "transA=1"),
        new("Gemm", "both transposed", [7, 13], "x[2,4] w[3,2] w[3]", "transA=1 transB=1"),
        new("Gemm", "C [1, N]", [7, 13], "x[2,4] w[3,4] w[1,3]", "transB=1"),
        new("Gemm", "C [M, 1]", [7, 13], "x[2,4] w[3,4] w[2,1]", "transB=1"),
        new("Gemm", "C [M, N]", [7], "x[2,4] w[4,3] w[2,3]"),
        new("Gemm", "C [1]", [7, 13], "x[2,4] w[3,4] w[1]", "transB=1"),
        new("Gemm", "C a scalar", [11, 13], "x[2,4] w[3,4] =0.7", "transB=1"),
        new("Gemm", "C from the image", [11], "x[2,4] w[4,3] x[2,3]"),
        new("Gemm", "alpha and beta", [7, 13], "x[2,4] w[4,3] w[3]", "alpha=0.5 beta=2.0"),
        new("Gemm", "alpha, transB", [11], "x[2,4] w[3,4] w[3]", "alpha=0.5 transB=1"),
        new("Gemm", "beta, transB", [11], "x[2,4] w[3,4] w[3]", "beta=0.3 transB=1"),
        new("Gemm", "beta 0", [11], "x[2,4] w[3,4] w[3]", "beta=0.0 transB=1"),
        new("Gemm", "both from the image", [11], "x[2,4] x[2,4]", "transB=1"),
        new("Gemm", "one output", [11], "x[2,4] w[1,4] w[1]", "transB=1"),

        new("MatMul", "matrices", [7, 9, 13, 25], "x[2,4] w[4,3]"),
        new("MatMul", "a vector on the right", [7, 13], "x[2,3,4] w[4]"),
        new("MatMul", "a vector on the left", [13], "w[3] x[2,3,4]"),
        new("MatMul", "weight on the left", [7, 13], "w[5,3] x[2,3,4]"),
        new("MatMul", "stacks of matrices", [7, 13], "x[2,3,4,5] x[2,3,5,2]"),
        new("MatMul", "stacks broadcast", [13], "x[2,1,4,5] w[3,5,2]"),

        new("Einsum", "product", [12, 25], "x[2,3,4] w[4,5]", "equation=bij,jk->bik"),
        new("Einsum", "attention", [12], "x[2,3,4,5] x[2,6,4,5]", "equation=bqhd,bkhd->bhqk"),
        new("Einsum", "three factors", [12], "x[2,3,4] w[4,5] w[5]", "equation=bij,jk,k->bik"),
        new("Einsum", "an outer product", [12], "x[2,3] x[2,4]", "equation=bi,bj->bij"),
        new("Einsum", "a transposition", [12], "x[2,3,4]", "equation=bij->bji"),
        new("Einsum", "a sum", [12], "x[2,3,4]", "equation=bij->b"),
        new("Einsum", "a diagonal", [12], "x[2,3,3]", "equation=bii->bi"),
        new("Einsum", "any axes in front", [12], "x[2,3,4,5] w[5,2]", "equation=...ij,jk->...ik"),
        new("Einsum", "no arrow", [12], "x[2,4] w[4,3]", "equation=ij,jk"),
        new("Einsum", "capital letters", [12], "x[2,3,4] w[4,5]", "equation=Bij,jK->BiK"),
    ];
}
