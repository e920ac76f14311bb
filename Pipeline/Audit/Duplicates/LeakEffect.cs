namespace Transfer.Pipeline;

/// <summary>What images that are in another split as well do to the accuracy of a head trained on the training images.</summary>
/// <param name="Split">The split that is measured: <c>validation</c> or <c>test</c>.</param>
/// <param name="Leaked">The number of its images that training images are the same as.</param>
/// <param name="With">The accuracy on all images of the split.</param>
/// <param name="Without">The accuracy on the others; null where there are none.</param>
public sealed record LeakEffect(string Split, int Leaked, Accuracy With, Accuracy? Without);
