namespace Transfer.Pipeline.Training;

/// <summary>Keras' optimizers: the rules of <see cref="Kernels"/> with the numbers that Keras puts into them.</summary>
internal static class KerasOptimizers
{
    /// <summary>The rate enters the momentum, where torch multiplies by it afterwards.</summary>
    public static Optimizer Sgd(Selection settings, IReadOnlyList<TrainedGroup> groups)
    {
        var (momentum, nesterov) = ((float)settings["momentum"], settings.Is("nesterov"));
        return momentum == 0
            ? new Optimizer<SgdRule>(settings, groups, (rate, _) => new((float)rate))
            : new Optimizer<SgdMomentumRule>(settings, groups, (rate, _) => new((float)rate, momentum, nesterov));
    }

    /// <summary>The epsilon is added before the square root, in torch after it.</summary>
    public static Optimizer RmsProp(Selection settings, IReadOnlyList<TrainedGroup> groups)
    {
        var (rho, momentum, centered) = ((float)settings["rho"], (float)settings["momentum"], settings.Is("centered"));
        return IsPlainRmsProp(settings)
            ? new Optimizer<RmsPropRule>(settings, groups, (rate, _) => new((float)rate, rho, Epsilon(settings)))
            : new Optimizer<RmsPropMomentumRule>(
                settings, groups, (rate, _) => new((float)rate, rho, Epsilon(settings), momentum, centered));
    }

    /// <summary>Whether RMSprop has no momentum and is not centred.</summary>
    public static bool IsPlainRmsProp(Selection settings) => settings["momentum"] == 0 && !settings.Is("centered");

    /// <summary>The mean squared gradient begins at 0.1.</summary>
    public static Optimizer Adagrad(Selection settings, IReadOnlyList<TrainedGroup> groups) =>
        new Optimizer<AdagradRule>(
            settings, groups, (rate, _) => new((float)rate, Epsilon(settings)), settings["initial_accumulator_value"]);

    public static Optimizer Adadelta(Selection settings, IReadOnlyList<TrainedGroup> groups)
    {
        var rho = (float)settings["rho"];
        return new Optimizer<AdadeltaRule>(settings, groups, (rate, _) => new((float)rate, rho, Epsilon(settings)));
    }

    /// <summary>The bias of both means is corrected in the rate; torch corrects the mean square before the epsilon.</summary>
    public static Optimizer Adam(Selection settings, IReadOnlyList<TrainedGroup> groups)
    {
        var (beta1, beta2, means) = (settings["beta_1"], settings["beta_2"], Means(settings));
        return settings.Is("amsgrad")
            ? new Optimizer<AmsGradRule>(settings, groups, (rate, step) => new(Corrected(rate, step), means, Epsilon(settings)))
            : new Optimizer<AdamRule>(settings, groups, (rate, step) => new(Corrected(rate, step), means, Epsilon(settings)));

        float Corrected(double rate, long step) => (float)(rate * Math.Sqrt(1 - Math.Pow(beta2, step)) / (1 - Math.Pow(beta1, step)));
    }

    public static Optimizer Adamax(Selection settings, IReadOnlyList<TrainedGroup> groups)
    {
        var (beta1, beta2) = (settings["beta_1"], settings["beta_2"]);
        return new Optimizer<AdamaxRule>(settings, groups, (rate, step) =>
            new((float)(rate / (1 - Math.Pow(beta1, step))), (float)(1 - beta1), (float)beta2, Epsilon(settings)));
    }

    public static Optimizer Nadam(Selection settings, IReadOnlyList<TrainedGroup> groups)
    {
        var (beta2, momentum, means) = (settings["beta_2"], new NadamMomentum(settings["beta_1"]), Means(settings));
        return new Optimizer<NadamRule>(settings, groups, (rate, step) =>
        {
            var (now, next, product) = (momentum.At(step), momentum.At(step + 1), momentum.ProductUpTo(step));
            var (ofMean, ofGradient) = (rate * next / (1 - (product * next)), rate * (1 - now) / (1 - product));
            return new((float)ofMean, (float)ofGradient, (float)(1 / (1 - Math.Pow(beta2, step))), means, Epsilon(settings));
        });
    }

    private static float Epsilon(Selection settings) => (float)settings["epsilon"];

    private static GradientMeans Means(Selection settings) => new((float)(1 - settings["beta_1"]), (float)(1 - settings["beta_2"]));
}
