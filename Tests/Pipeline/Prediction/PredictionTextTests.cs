namespace Transfer.Tests.Pipeline.Prediction;

public sealed class PredictionTextTests
{
    [Fact]
    public void A_class_has_its_probability() => Assert.Equal(
        "cat.jpg: cats 0.9981",
        new Transfer.Pipeline.Prediction { Path = "cat.jpg", Class = "cats", Probability = 0.99812 }.ToString());

    [Fact]
    public void Labels_are_listed() => Assert.Equal(
        "a.jpg: red, round", new Transfer.Pipeline.Prediction { Path = "a.jpg", Labels = ["red", "round"] }.ToString());

    [Fact]
    public void No_label_is_said() => Assert.Equal("a.jpg: no label", new Transfer.Pipeline.Prediction { Path = "a.jpg" }.ToString());

    [Fact]
    public void Values_have_their_names() => Assert.Equal(
        "a.jpg: age 7.25, weight 4.1",
        new Transfer.Pipeline.Prediction
        {
            Path = "a.jpg",
            Values = new Dictionary<string, double> { ["age"] = 7.25, ["weight"] = 4.1 },
        }.ToString());

    [Fact]
    public void An_image_that_cannot_be_used_has_the_reason() =>
        Assert.Equal("a.jpg: not an image", new Transfer.Pipeline.Prediction { Path = "a.jpg", Error = "not an image" }.ToString());
}
