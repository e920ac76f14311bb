namespace Transfer.Demo;

/// <summary>The result of the demo.</summary>
/// <param name="FromScratch">The test accuracy of a small convolutional network that was trained from random weights.</param>
/// <param name="Pretrained">The test accuracy of a head on the frozen pretrained base, as predicted by the exported file.</param>
/// <param name="Train">The training of the head.</param>
/// <param name="ContactSheet">A PNG file of test images with their predictions.</param>
internal sealed record DemoResult(Accuracy FromScratch, Accuracy Pretrained, TrainResult Train, string ContactSheet);
