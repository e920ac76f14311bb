using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer models check FILE</c></summary>
internal static class ModelsCheckCommand
{
    public static Command Create(TransferProgram program)
    {
        var randomWeights = Value<long?>("--random-weights", "SEED",
            "fill weights that have no data with normal numbers of deviation sqrt(1.6 / fan_in), from this seed");
        var (arguments, json) = (new BackboneArguments(), CommonOptions.Json());
        var command = new ProgramCommand(
            "check", "Test whether a network can be fine-tuned: import, agreement with ONNX Runtime, a training step, export.")
        {
            Examples = ["models check resnet50.onnx", "models check topology.onnx --random-weights 1"],
        };
        arguments.AddTo(command);
        command.AddGroup("Options", randomWeights, json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var (backbone, size) = arguments.Load(parsed, parsed.GetValue(randomWeights));
            var result = ModelCheck.Run(backbone.Graph, size, cancellation);
            program.Write(parsed.GetValue(json), result, output => Show(output, result));
            return result.Passed ? ExitCodes.Done : ExitCodes.Failed;
        });
    }

    private static void Show(TextWriter output, ModelCheckResult result)
    {
        var filled = result.RandomWeights > 0 ? $", {result.RandomWeights} weights filled at random" : "";
        output.WriteLine($"{result.Model} at {result.ImageSize} px{filled}");
        output.WriteLine($"Cut points: {result.Cuts.Count}, of which {result.Cuts.Count(c => c.Trainable)} can be trained from; "
            + $"the base ends at '{result.BaseEnd}'");
        foreach (var cut in result.Cuts)
        {
            var aliases = cut.Aliases.Count > 0 ? $"  --unfreeze {string.Join(" | ", cut.Aliases.Take(3))}" : "";
            output.WriteLine($"  {(cut.Trainable ? "trainable" : "frozen   ")}  {cut.Name} [{string.Join(",", cut.Shape)}]{aliases}");
        }

        Show(output, "Trained when all is unfrozen", result.Trained);
        Show(output, "Constant (statistics, masks, tables)", result.Constants);
        output.WriteLine("Difference to the untouched file in ONNX Runtime without optimizations, relative: "
            + $"base {result.BaseDifference:G3}"
            + (result.WholeDifference is { } whole ? $", whole network in TorchSharp {whole:G3}" : ""));

        foreach (var (cut, difference) in result.CutDifferences)
        {
            output.WriteLine($"  above '{cut}': {difference:G3}");
        }

        if (result.TrainedFrom is not null)
        {
            output.WriteLine(
                $"One training step from '{result.TrainedFrom}': loss {result.LossBefore:F6} before, {result.LossAfter:F6} after");
            output.WriteLine($"Its export in ONNX Runtime differs by {result.ExportDifference:G3}");
        }

        foreach (var note in result.Notes)
        {
            output.WriteLine(note);
        }

        foreach (var fault in result.Faults)
        {
            output.WriteLine($"Fault: {CommandLineHints.AddTo(fault)}");
        }

        output.WriteLine(result.Passed ? "This network can be fine-tuned." : "This network cannot be fine-tuned as it is.");
    }

    private static void Show(TextWriter output, string what, IReadOnlyList<CheckedWeight> weights)
    {
        output.WriteLine($"{what}: {weights.Count} tensors, {weights.Sum(w => w.Shape.Aggregate(1L, (a, b) => a * b)):N0} numbers");
        foreach (var weight in weights)
        {
            output.WriteLine($"  {weight.Name} [{string.Join(",", weight.Shape)}]");
        }
    }
}
