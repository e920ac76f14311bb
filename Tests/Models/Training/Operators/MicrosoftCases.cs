namespace Transfer.Tests.Models.Training.Operators;

internal static class MicrosoftCases
{
    private const string Domain = "com.microsoft.";

    public static OperatorCase[] All { get; } =
    [
        new(Domain + "BiasGelu", "values of both signs", [12], "x[2,3,4] w[4]"),
        new(Domain + "Gelu", "values of both signs", [12], "x[2,3,4]"),
        new(Domain + "FastGelu", "values of both signs", [12], "x[2,3,4]"),
        new(Domain + "FastGelu", "bias", [12], "x[2,3,4] w[4]"),
        new(Domain + "QuickGelu", "default", [12], "x[2,3,4]"),
        new(Domain + "QuickGelu", "alpha 1", [12], "x[2,3,4]", "alpha=1.0"),
        new(Domain + "FusedConv", "Relu", [12], "x[2,3,7,6] w[4,3,3,3] w[4]", "activation=Relu pads=[1,1,1,1]"),
        new(Domain + "FusedConv", "LeakyRelu", [12], "x[2,3,7,6] w[4,3,3,3] w[4]", "activation=LeakyRelu activation_params=[0.2]"),
        new(Domain + "FusedConv", "Clip", [12], "x[2,3,7,6] w[4,3,3,3]", "activation=Clip activation_params=[-0.5,2.0]"),
        new(Domain + "FusedConv", "HardSigmoid", [12], "x[2,3,7,6] w[4,3,3,3]", "activation=HardSigmoid activation_params=[0.1,0.4]"),
        new(Domain + "FusedConv", "a sum", [12], "x[2,3,5,4] w[4,3,3,3] w[4] x[2,4,3,2]", "activation=Sigmoid strides=[1,1]"),
        new(Domain + "FusedGemm", "LeakyRelu", [12], "x[2,5] w[5,4] w[4]", "activation=LeakyRelu activation_alpha=0.3"),
        new(Domain + "FusedMatMul", "transposed, factor", [12], "x[2,5,3] w[4,5]", "transA=1 transB=1 alpha=0.5"),
        new(Domain + "SkipLayerNormalization", "with all inputs", [17], "x[2,3,4] x[2,3,4] w[4] w[4] w[4]", "epsilon=0.01"),
        new(Domain + "SkipLayerNormalization", "no biases", [17], "x[2,3,4] x[2,3,4] w[4]"),
        new(Domain + "SkipSimplifiedLayerNormalization", "bias", [17], "x[2,3,4] x[2,3,4] w[4] w[4]", "epsilon=0.01"),
        new("SimplifiedLayerNormalization", "last axis", [7, 12, 17], "x[2,3,4] w[4]", "epsilon=0.01"),
    ];
}
