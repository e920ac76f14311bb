using System.Text.Json;
using TorchSharp;
using Transfer.Tests.Support;
using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Tests.Pipeline;

public sealed class OptimizerTests
{
    // Keras works in float32 too; both round.
    private const double Tolerance = 1e-4;

    // A weight that passes through zero keeps the rounding of the numbers that it is the difference of.
    private const double Smallest = 0.01;

    private const string Every =
        "sgd, sgd:momentum=0.9, sgd:0.9:nesterov, rmsprop, rmsprop:momentum=0.9, rmsprop:momentum=0.5:centered, "
        + "adagrad, adadelta, adam, adam:amsgrad, adamax, nadam, adamw";

    public static TheoryData<string> All => [.. Every.Split(", ")];

    [Theory]
    [InlineData("sgd", "sgd")]
    [InlineData("sgd_momentum_0.9", "sgd:momentum=0.9")]
    [InlineData("sgd_nesterov_0.9", "sgd:momentum=0.9:nesterov")]
    [InlineData("rmsprop", "rmsprop")]
    [InlineData("rmsprop_lr_1e-4", "rmsprop")]
    [InlineData("rmsprop_momentum_0.9", "rmsprop:momentum=0.9")]
    [InlineData("adagrad", "adagrad")]
    [InlineData("adadelta", "adadelta")]
    [InlineData("adam", "adam")]
    [InlineData("adamax", "adamax")]
    [InlineData("nadam", "nadam")]
    [InlineData("adamw", "adamw")]
    public void Twenty_steps_follow_Keras(string golden, string text)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.Golden("optimizers.json")));
        var root = file.RootElement;
        var run = root.GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("optimizer").GetString() == golden);
        var rate = run.GetProperty("config").GetProperty("learning_rate").GetDouble();
        if (golden != "rmsprop_lr_1e-4")
        {
            Assert.Equal(Definition(text).LearningRate, rate, 1e-8);
        }

        using var scope = torch.NewDisposeScope();
        var rows = root.GetProperty("A").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray()).ToArray();
        var a = torch.tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, rows[0].Length]);
        var y = torch.tensor(root.GetProperty("y").EnumerateArray().Select(v => v.GetSingle()).ToArray());
        // A kernel and not a vector: weight decay leaves biases alone.
        var weight = new Parameter(torch.tensor(root.GetProperty("w0").EnumerateArray().Select(v => v.GetSingle()).ToArray(), [4, 1]));
        using var optimizer = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("all", [weight])]);
        foreach (var (step, expected) in run.GetProperty("weights").EnumerateArray().Index())
        {
            optimizer.ZeroGradients();
            (a.MatrixProduct(weight).squeeze(1) - y).Square().mean().backward();
            optimizer.Step([rate], Definition(text).WeightDecay);
            foreach (var (index, (keras, ours)) in expected.EnumerateArray().Select(v => v.GetDouble())
                .Zip(weight.detach().data<float>().ToArray()).Index())
            {
                var off = Math.Abs(ours - keras) / Math.Max(Math.Abs(keras), Smallest);
                Assert.True(off <= Tolerance,
                    $"{golden}, step {step + 1}, weight {index}: {ours:R} where Keras has {keras:R}, {off:G2} off.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Tensor_operations_and_vectors_give_the_same(string text)
    {
        using var scope = torch.NewDisposeScope();
        var (start, gradients) = (torch.randn(37, 9), torch.randn(4, 37, 9));
        var contiguous = new Parameter(start.clone());
        // Transposed, so that its numbers do not lie one after another as they are counted.
        var whole = new Parameter(start.t().contiguous().t());
        Assert.False(whole.is_contiguous());
        using var first = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("contiguous", [contiguous])]);
        using var second = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("whole", [whole])]);
        for (var i = 0; i < 4; i++)
        {
            contiguous.grad = gradients[i].clone();
            whole.grad = gradients[i].clone();
            first.Step([0.01], 0.1);
            second.Step([0.01], 0.1);
        }

        var (vectors, tensors) = (contiguous.detach().data<float>().ToArray(), whole.detach().contiguous().data<float>().ToArray());
        Assert.All(vectors.Zip(tensors), p => Assert.Equal(p.First, p.Second, 1e-5));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_large_weight_is_updated_as_small_ones_are(string text)
    {
        using var scope = torch.NewDisposeScope();
        var (whole, gradient) = (torch.rand(3, 20_001), torch.randn(3, 20_001));
        var large = new Parameter(whole.clone()) { grad = gradient.clone() };
        var parts = Enumerable.Range(0, 3)
            .Select(i => new Parameter(whole[i].unsqueeze(0).clone()) { grad = gradient[i].unsqueeze(0).clone() }).ToArray();
        using var one = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("large", [large])]);
        using var many = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("parts", parts)]);
        for (var i = 0; i < 3; i++)
        {
            one.Step([0.01], 0.1);
            many.Step([0.01], 0.1);
        }

        Assert.Equal(large.detach().data<float>().ToArray(), parts.SelectMany(p => p.detach().data<float>().ToArray()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_saved_optimizer_goes_on_bit_for_bit(string text)
    {
        using var scope = torch.NewDisposeScope();
        var gradients = torch.randn(8, 5, 7);
        var uninterrupted = new Parameter(torch.ones(5, 7));
        using var optimizer = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("all", [uninterrupted])]);
        using var saved = new MemoryStream();
        var interrupted = new Parameter(torch.zeros(5, 7));
        for (var i = 0; i < 8; i++)
        {
            if (i == 5)
            {
                optimizer.Save(new BinaryWriter(saved));
                using var none = torch.no_grad();
                interrupted.copy_(uninterrupted);
            }

            uninterrupted.grad = gradients[i].clone();
            optimizer.Step([0.01]);
        }

        using var resumed = Optimizers.Create(Optimizers.Table.Parse(text), [new TrainedGroup("all", [interrupted])]);
        saved.Position = 0;
        resumed.Restore(new BinaryReader(saved));
        Assert.Equal(5, resumed.Steps);
        for (var i = 5; i < 8; i++)
        {
            interrupted.grad = gradients[i].clone();
            resumed.Step([0.01]);
        }

        Assert.Equal(uninterrupted.detach().data<float>().ToArray(), interrupted.detach().data<float>().ToArray());
    }

    [Fact]
    public void Another_optimizers_state_and_other_weights_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        using var saved = new MemoryStream();
        using var adam = Optimizers.Create(Optimizers.Table.Parse("adam"), [new TrainedGroup("all", [new Parameter(torch.ones(3))])]);
        adam.Save(new BinaryWriter(saved));
        Assert.Equal(
            "Training was begun with the optimizer adam and cannot go on with adam:amsgrad. Give the same optimizer, or start anew.",
            Refused(Optimizers.Create(Optimizers.Table.Parse("adam:amsgrad"), [new TrainedGroup("all", [new Parameter(torch.ones(3))])])));
        Assert.Equal(
            "Training was begun with a weight of 3 numbers where there are now 4. Give the same head and layers, or start anew.",
            Refused(Optimizers.Create(Optimizers.Table.Parse("adam"), [new TrainedGroup("all", [new Parameter(torch.ones(4))])])));

        string Refused(Optimizer optimizer)
        {
            using var owned = optimizer;
            saved.Position = 0;
            return Assert.Throws<InvalidDataException>(() => owned.Restore(new BinaryReader(saved))).Message;
        }
    }

    [Fact]
    public void Each_group_has_its_rate_biases_do_not_decay_and_a_weight_without_a_gradient_stays()
    {
        using var scope = torch.NewDisposeScope();
        var (kernel, bias, still) = (Ones(2, 2), Ones(2), Ones(2, 2));
        (kernel.grad, bias.grad) = (torch.ones(2, 2), torch.ones(2));
        using var optimizer = Optimizers.Create(
            Optimizers.Table.Parse("sgd"), [new TrainedGroup("kernels", [kernel, still]), new TrainedGroup("biases", [bias])]);
        optimizer.Step([0.1, 0.01], weightDecay: 1);
        Assert.All(kernel.detach().data<float>().ToArray(), v => Assert.Equal(0.8, v, 1e-6));
        Assert.All(bias.detach().data<float>().ToArray(), v => Assert.Equal(0.99, v, 1e-6));
        Assert.All(still.detach().data<float>().ToArray(), v => Assert.Equal(1, v));

        static Parameter Ones(params long[] shape) => new(torch.ones(shape));
    }

    [Fact]
    public void Keras_defaults_are_known()
    {
        Assert.Equal(0.01, Definition("SGD").LearningRate);
        Assert.Equal(0.001, Definition("adam:amsgrad").LearningRate);
        Assert.Equal(0.004, Definition("adamw").WeightDecay);
        Assert.Equal(0, Definition("adam").WeightDecay);
    }

    [Theory]
    [InlineData("adma", "There is no optimizer 'adma'; expected one of sgd, rmsprop, adagrad, adadelta, adam, adamax, nadam, adamw.")]
    [InlineData(
        "adam:momentum=0.9",
        "The optimizer adam has no setting 'momentum=0.9'; expected beta_1=0.9 or beta_2=0.999 or epsilon=1E-07 or amsgrad.")]
    [InlineData("sgd:momentum=1", "The momentum of the optimizer sgd is '1'; expected a number from 0 to below 1.")]
    [InlineData("sgd:momentum=fast", "The momentum of the optimizer sgd is 'fast'; expected a number from 0 to below 1.")]
    public void An_unknown_name_or_setting_lists_the_choices(string text, string sentence) =>
        Assert.Equal(sentence, Optimizers.Table.Fault(text));

    private static OptimizerDefinition Definition(string text) => Optimizers.Find(Optimizers.Table.Parse(text));
}
