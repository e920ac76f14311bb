namespace Transfer.Kernels;

/// <summary>The size of the matrices of a <see cref="StackProduct"/>.</summary>
/// <param name="Count">The number of matrices of each stack.</param>
/// <param name="Rows">R, the rows of a result.</param>
/// <param name="Inner">S, over which products are added up.</param>
/// <param name="Columns">Q, the columns of a result, a multiple of 32.</param>
internal readonly record struct StackSize(int Count, int Rows, int Inner, int Columns);
