using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Transfer.Models;

namespace Transfer.Cli;

/// <summary><c>transfer models check FILE</c></summary>
internal static class ModelsCheckCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(TransferProgram program)
    {
        var file = new Argument<string?>("FILE") { Description = "an ONNX file [default: efficientnet-lite0, in the box]", Arity = ArgumentArity.ZeroOrOne };
        var imageSize = new Option<int?>("--image-size") { Description = "height and width in pixels [default: the file's]" };
        var randomWeights = new Option<long?>("--random-weights") { Description = "seed; fills float initializers that have no data with normal numbers of deviation sqrt(1.6 / fan_in)" };
        var json = new Option<bool>("--json") { Description = "everything as one JSON object" };
        var command = new Command("check", "Find out before any work whether a network can be fine-tuned here: import, parity with ONNX Runtime, a training step, export.")
        {
            file, imageSize, randomWeights, json,
        };
        command.SetAction(parsed => program.Guard(() =>
        {
            var backbone = Backbone.Load(parsed.GetValue(file), parsed.GetValue(randomWeights));
            var result = ModelCheck.Run(backbone.Graph, parsed.GetValue(imageSize) ?? backbone.Record.ImageSize);
            if (parsed.GetValue(json))
            {
                program.Output.WriteLine(JsonSerializer.Serialize(result, Json));
            }
            else
            {
                Show(program.Output, result);
            }

            return result.Passed ? 0 : 1;
        }));
        return command;
    }

    private static void Show(TextWriter output, ModelCheckResult result)
    {
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        output.WriteLine(Text($"{result.Model} at {result.ImageSize} px{(result.RandomWeights > 0 ? $", {result.RandomWeights} weights filled at random" : "")}"));
        var trainable = result.Cuts.Count(c => c.Trainable);
        output.WriteLine(Text($"Cut points: {result.Cuts.Count}, of which {trainable} can be trained from; the base ends at '{result.BaseEnd}'"));
        foreach (var cut in result.Cuts)
        {
            var aliases = cut.Aliases.Count > 0 ? $"  --unfreeze {string.Join(" | ", cut.Aliases.Take(3))}" : "";
            output.WriteLine(Text($"  {(cut.Trainable ? "trainable" : "frozen   ")}  {cut.Name} [{string.Join(",", cut.Shape)}]{aliases}"));
        }

        if (result.WholeDifference is { } whole)
        {
            output.WriteLine(Text($"Difference to ONNX Runtime, relative: whole network {whole:G3}"));
        }

        foreach (var (cut, difference) in result.CutDifferences)
        {
            output.WriteLine(Text($"  above '{cut}': {difference:G3}"));
        }

        if (result.TrainedFrom is not null)
        {
            output.WriteLine(Text($"One training step from '{result.TrainedFrom}': loss {result.LossBefore:F6} before, {result.LossAfter:F6} after"));
            output.WriteLine(Text($"Its export in ONNX Runtime differs by {result.ExportDifference:G3}"));
        }

        foreach (var fault in result.Faults)
        {
            output.WriteLine($"Fault: {fault}");
        }

        output.WriteLine(result.Passed ? "This network can be fine-tuned." : "This network cannot be fine-tuned as it is.");
    }
}
