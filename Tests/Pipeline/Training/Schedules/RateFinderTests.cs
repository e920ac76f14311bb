using TorchSharp;

namespace Transfer.Tests.Pipeline;

public sealed class RateFinderTests
{
    [Fact]
    public void The_loss_falls_at_the_suggested_rate_and_breaks_away_above_it()
    {
        using var module = Line();
        using var train = Data();
        var before = module.weight.detach().data<float>().ToArray();
        var options = new RateFinderOptions { Optimizer = "sgd", Lowest = 1e-4, Highest = 100, BatchSize = 16, Smoothing = 0.8 };
        var result = RateFinder.Run(module, train, Loss, options);

        Assert.Equal(before, module.weight.detach().data<float>().ToArray());
        Assert.Null(module.weight.grad);
        Assert.True(result.Points.Count is > 20 and < 100, $"{result.Points.Count} steps.");
        Assert.All(result.Points.Zip(result.Points.Skip(1)), p =>
            Assert.Equal(Math.Pow(1e6, 1 / 99.0), p.Second.Rate / p.First.Rate, 1e-9));
        Assert.True(result.Suggestion is > 1e-3 and < 1, $"{result.Suggestion}");
        // Two hundred steps at the suggestion learn what two hundred at the lowest rate do not.
        Assert.True(TrainedLoss(result.Suggestion!.Value) < 0.7 * TrainedLoss(1e-4));
        Assert.Equal(result.Points, RateFinder.Run(module, train, Loss, options).Points);
    }

    [Fact]
    public void Where_the_loss_falls_nowhere_there_is_no_suggestion() =>
        Assert.Null(new RateFinderResult([.. Enumerable.Range(0, 50).Select(i => new RateFinderPoint(i + 1, i, i))]).Suggestion);

    [Fact]
    public void The_middle_of_the_longest_valley_is_suggested()
    {
        // Level with noise, down from the 30th step to the 60th, then up.
        var points = Enumerable.Range(1, 90).Select(i => new RateFinderPoint(
            i, 0, i < 30 ? 10 + (i % 3 * 0.01) : i <= 60 ? 10 - (0.1 * (i - 30)) : 7 + ((i - 60) * 0.5))).ToList();
        Assert.Equal(45, new RateFinderResult(points).Suggestion!.Value, 1.0);
    }

    [Fact]
    public void A_rate_stays_within_two_decades_around_the_usual_one()
    {
        var falling = new RateFinderResult([.. Enumerable.Range(1, 50).Select(i => new RateFinderPoint(i, 0, -i))]);
        Assert.Equal([0.1, 10, 25], new[] { 0.01, 1, 20 }.Select(falling.Within));
        var rising = new RateFinderResult([.. Enumerable.Range(1, 50).Select(i => new RateFinderPoint(i, 0, i))]);
        Assert.Equal(3, rising.Within(3));
    }

    [Fact]
    public void Options_report_every_fault_at_once()
    {
        var options = new RateFinderOptions
        {
            Lowest = 0,
            Highest = 0,
            Steps = 3,
            Smoothing = 1,
            Divergence = 1,
            BatchSize = 0,
            Optimizer = "x",
        };
        Assert.Equal(7, options.Validate().Count());
    }

    private static TorchSharp.Modules.Linear Line()
    {
        torch.random.manual_seed(1);
        return torch.nn.Linear(4, 1);
    }

    private static torch.Tensor Loss(torch.Tensor outputs, torch.Tensor labels) => Losses.Find("mse").Mean(outputs, labels);

    private static double TrainedLoss(double rate)
    {
        using var module = Line();
        using var train = Data();
        using var optimizer = Optimizers.Create(Optimizers.Table.Parse("sgd"), [new TrainedGroup("all", [.. module.parameters()])]);
        using var scope = torch.NewDisposeScope();
        var (inputs, labels) = train.Batch([.. Enumerable.Range(0, train.Count)], 0);
        var loss = double.NaN;
        for (var i = 0; i < 200; i++)
        {
            optimizer.ZeroGradients();
            var value = Loss(module.forward(inputs), labels);
            value.backward();
            optimizer.Step([rate]);
            loss = value.item<float>();
        }

        return loss;
    }

    private static TensorDataset Data()
    {
        const int count = 64;
        var values = Enumerable.Range(0, count * 4).Select(i => (float)Math.Sin(i * i)).ToArray();
        var labels = Enumerable.Range(0, count).Select(i => values[i * 4] > values[(i * 4) + 1] ? 1L : 0L).ToArray();
        return new TensorDataset(values, [4], labels, torch.CPU);
    }
}
