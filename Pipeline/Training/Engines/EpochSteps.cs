namespace Transfer.Pipeline.Training;

/// <summary>The steps of one epoch.</summary>
/// <param name="Number">The epoch, from 1.</param>
/// <param name="Batches">The training samples of each step.</param>
/// <param name="Rates">The learning rate of each step.</param>
internal sealed record EpochSteps(int Number, int[][] Batches, double[] Rates);
