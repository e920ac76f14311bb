namespace Transfer.Pipeline.Features;

/// <summary>Rows that the base has computed.</summary>
/// <param name="Features"><c>[N, F]</c>, with room for more rows.</param>
/// <param name="Rows">Whose they are: the image and the index of its view.</param>
internal sealed record ComputedBatch(float[] Features, (PendingFile PendingFile, int Index)[] Rows);
