using Transfer.Pipeline;

namespace Transfer.Tests.Pipeline;

public sealed class EvaluationTests
{
    // Newcombe (1998), Statistics in Medicine 17, table I, method 3 (Wilson's score).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_Wilsons(int right, int total, double low, double high)
    {
        var accuracy = new Accuracy(right, total);
        Assert.Equal(low, accuracy.Low, 1e-4);
        Assert.Equal(high, accuracy.High, 1e-4);
    }

    [Fact]
    public void One_output_is_the_probability_of_the_second_class()
    {
        var result = EvaluationResult.From([0.9f, 0.2f, 0.6f], [1, 0, 0], 2);
        Assert.Equal(2, result.Accuracy.Right);
        Assert.Equal([[1, 1], [0, 1]], result.ConfusionMatrix);
        Assert.Equal((-Math.Log(0.9) - Math.Log(0.8) - Math.Log(0.4)) / 3, result.Loss, 1e-6);
    }

    [Fact]
    public void Several_outputs_are_one_probability_a_class()
    {
        var result = EvaluationResult.From([0.7f, 0.2f, 0.1f, 0.1f, 0.2f, 0.7f], [0, 1], 3);
        Assert.Equal(1, result.Accuracy.Right);
        Assert.Equal([[1, 0, 0], [0, 0, 1], [0, 0, 0]], result.ConfusionMatrix);
    }
}
