namespace Transfer.Pipeline;

/// <summary>What the demo showed.</summary>
/// <param name="FromScratch">A small convolutional network trained from random weights, on the test images.</param>
/// <param name="Transfer">A head on the frozen pretrained base, on the same test images, as predicted by the exported file.</param>
/// <param name="Train">The training of the head.</param>
/// <param name="ContactSheet">A PNG of test images with what was predicted.</param>
public sealed record DemoResult(Accuracy FromScratch, Accuracy Transfer, TrainResult Train, string ContactSheet);
