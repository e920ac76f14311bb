namespace Transfer.Tests.Models.Training.Operators;

/// <summary>Every operator alone, over its variants: the same values as ONNX Runtime, and gradients that are slopes.</summary>
public sealed class OperatorTests
{
    private static readonly Dictionary<string, (OperatorCase Case, int Opset)> Cases = new OperatorCase[][]
    {
        ActivationCases.All, ArithmeticCases.All, ConvolutionCases.All, IndexingCases.All, MatrixProductCases.All, NormalizationCases.All,
        PoolCases.All, ReductionCases.All, ResizeCases.All, ShapingCases.All, AttentionCases.All, MicrosoftCases.All, ScatteringCases.All,
    }.SelectMany(c => c).SelectMany(c => c.Names.Select(n => (n.Name, Case: c, n.Opset))).ToDictionary(c => c.Name, c => (c.Case, c.Opset));

    public static IEnumerable<TheoryDataRow<string>> Names => Cases.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>One opset is enough for a gradient. That of rounding is not a slope.</summary>
    public static IEnumerable<TheoryDataRow<string>> OnePerVariant => Cases
        .Where(c => c.Value.Opset == c.Value.Case.Opsets[^1] && !IsRounded(c.Value.Case)).Select(c => new TheoryDataRow<string>(c.Key));

    private static bool IsRounded(OperatorCase one) => one.Operator is "QuantizeLinear" or "DequantizeLinear";

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_agrees_with_ONNX_Runtime(string name) => OperatorRun.Compare(Cases[name].Case, Cases[name].Opset);

    [Theory]
    [MemberData(nameof(OnePerVariant))]
    public void A_gradient_is_the_slope_of_the_loss(string name) => OperatorRun.CompareGradient(Cases[name].Case, Cases[name].Opset);

    [Fact]
    public void Every_form_of_every_supported_operator_is_tested()
    {
        var tested = Cases.Values.Select(c => (c.Case.Operator, c.Opset)).ToHashSet();
        var untested = OperatorTable.Supported.SelectMany(entry =>
        {
            int[] since = [.. entry.Since, int.MaxValue];
            var opsets = tested.Where(t => t.Operator == entry.Name).Select(t => t.Opset).ToList();
            return since.SkipLast(1).Zip(since.Skip(1)).Where(form => !opsets.Any(opset => opset >= form.First && opset < form.Second))
                .Select(form => $"{entry.Name} from opset {form.First}");
        });
        Assert.Empty(untested);
    }
}
