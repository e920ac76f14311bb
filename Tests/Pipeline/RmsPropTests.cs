using System.Text.Json;
using TorchSharp;
using Transfer.Pipeline;
using Transfer.Tests.Support;
using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Tests.Pipeline;

[Collection("Training")]
public sealed class RmsPropTests
{
    // Keras works in float32 too; both round.
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("rmsprop")]
    [InlineData("rmsprop_lr_1e-4")]
    public void Twenty_steps_follow_Keras(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.Shared("golden", "optimizers.json")));
        var root = golden.RootElement;
        var run = root.GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("optimizer").GetString() == name);
        using var scope = torch.NewDisposeScope();
        var rows = root.GetProperty("A").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray()).ToArray();
        var a = torch.tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, rows[0].Length]);
        var y = torch.tensor(root.GetProperty("y").EnumerateArray().Select(v => v.GetSingle()).ToArray());
        var weight = new Parameter(torch.tensor(root.GetProperty("w0").EnumerateArray().Select(v => v.GetSingle()).ToArray()));
        using var optimizer = new RmsProp([new TrainedGroup("all", [weight])]);
        double[] rate = [run.GetProperty("config").GetProperty("learning_rate").GetDouble()];
        foreach (var expected in run.GetProperty("weights").EnumerateArray())
        {
            optimizer.ZeroGradients();
            (a.matmul(weight) - y).pow(2).mean().backward();
            optimizer.Step(rate);
            var actual = weight.detach().data<float>().ToArray();
            Assert.All(expected.EnumerateArray().Select(v => v.GetDouble()).Zip(actual), p => Assert.Equal(1, p.Second / p.First, Tolerance));
        }
    }

    [Fact]
    public void A_large_weight_is_updated_as_small_ones_are()
    {
        using var scope = torch.NewDisposeScope();
        var (whole, gradient) = (torch.rand(3, 5000), torch.randn(3, 5000));
        var large = new Parameter(whole.clone()) { grad = gradient.clone() };
        var parts = Enumerable.Range(0, 3).Select(i => new Parameter(whole[i].clone()) { grad = gradient[i].clone() }).ToArray();
        using var one = new RmsProp([new TrainedGroup("large", [large])]);
        using var many = new RmsProp([new TrainedGroup("parts", parts)]);
        for (var i = 0; i < 3; i++)
        {
            one.Step([0.01]);
            many.Step([0.01]);
        }

        Assert.Equal(large.detach().data<float>().ToArray(), parts.SelectMany(p => p.detach().data<float>().ToArray()));
    }

    [Fact]
    public void A_weight_without_a_gradient_stays()
    {
        using var scope = torch.NewDisposeScope();
        var weight = new Parameter(torch.ones(4));
        using var optimizer = new RmsProp([new TrainedGroup("all", [weight])]);
        optimizer.Step([0.1]);
        Assert.Equal([1, 1, 1, 1], weight.detach().data<float>().ToArray());
    }
}
