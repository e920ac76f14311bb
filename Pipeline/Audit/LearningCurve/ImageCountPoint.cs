namespace Transfer.Pipeline;

/// <summary>The accuracy with a number of training images.</summary>
/// <param name="Images">The mean number of training images over the folds.</param>
/// <param name="Accuracy">The mean accuracy on the images of the other fold.</param>
/// <param name="Low">The lower end of its 95 % interval, corrected for folds that share training images.</param>
/// <param name="High">The upper end of its 95 % interval.</param>
public sealed record ImageCountPoint(int Images, double Accuracy, double Low, double High);
