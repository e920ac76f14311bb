namespace Transfer.Tests.Pipeline;

public sealed class ClassWeightTests
{
    private static readonly string[] Classes = ["cat", "dog", "a=b"];
    private static readonly long[] Labels = [0, 0, 0, 0, 0, 0, 1, 1, 2];

    [Fact]
    public void Balanced_weights_let_every_class_count_the_same_and_the_mean_sample_one()
    {
        var weights = ClassWeights.Parse(" Balanced", Classes, Labels);
        Assert.Equal([0.5f, 1.5f, 3], weights);
        Assert.Equal(1, Labels.Average(l => weights[l]), 1e-6);
        Assert.Equal([0.5f, 0, 0.5f, 0], ClassWeights.Balance([0, 2], 4));
    }

    [Fact]
    public void Weights_can_be_given_by_class() => Assert.Equal([1, 2.5f, 0.5f], ClassWeights.Parse("dog=2.5, a=b=0.5", Classes, Labels));

    [Theory]
    [InlineData("bird=2", "The class weight 'bird=2' names no class; expected balanced, or class=weight with one of cat, dog, a=b.")]
    [InlineData("even", "The class weight 'even' names no class; expected balanced, or class=weight with one of cat, dog, a=b.")]
    [InlineData("dog=-1", "The weight of the class 'dog' is '-1'; expected a number from 0, such as 2.5.")]
    [InlineData("dog=", "The weight of the class 'dog' is ''; expected a number from 0, such as 2.5.")]
    public void Weights_that_make_no_sense_are_refused(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => ClassWeights.Parse(text, Classes, Labels)).Message);
}
