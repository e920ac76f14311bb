using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Transfer.Models;

namespace Transfer.Cli;

/// <summary><c>transfer models inspect FILE</c></summary>
internal static class ModelsCommand
{
    public static Command Create(TransferProgram program)
    {
        var file = new Argument<string?>("FILE") { Description = "an ONNX file [default: efficientnet-lite0, in the box]", Arity = ArgumentArity.ZeroOrOne };
        var imageSize = new Option<int?>("--image-size") { Description = "height and width in pixels [default: the file's]" };
        var inspect = new Command("inspect", "List the cut points of a network: where it can be cut into a base and what is trained above.") { file, imageSize };
        inspect.SetAction(parsed => program.Guard(() =>
        {
            var backbone = Backbone.Load(parsed.GetValue(file));
            var size = parsed.GetValue(imageSize) ?? backbone.Record.ImageSize;
            Show(program, backbone, CutPoints.Find(backbone.Graph, size), size);
            return 0;
        }));
        return new Command("models", "Look at pretrained networks.") { inspect, ModelsCheckCommand.Create(program) };
    }

    private static void Show(TransferProgram program, Backbone backbone, IReadOnlyList<CutPoint> cuts, int size)
    {
        program.Output.WriteLine($"{backbone.Record.Name}: opset {backbone.Graph.Opset}, input '{backbone.Graph.InputName}' [N, 3, {size}, {size}], preprocessing {backbone.Record.Preprocessing ?? "not known (give --preprocessing)"}, licence {backbone.Record.Licence}");
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Cut point", "--unfreeze", "Operator", "Shape");
        foreach (var name in new[] { "Params below", "Params above", "MAdds below", "MAdds above" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var cut in cuts)
        {
            table.AddRow(
                Markup.Escape(cut.Name) + (cut.IsDefault ? " [green]<- default[/]" : ""),
                Markup.Escape(string.Join(", ", cut.Aliases.Take(3))),
                Markup.Escape(cut.Operator),
                cut.Shape.Count == 0 ? "not at this size" : Markup.Escape($"[{string.Join(",", cut.Shape)}]"),
                Number(cut.ParametersBelow),
                Number(cut.ParametersAbove),
                Millions(cut.MultiplyAddsBelow),
                Millions(cut.MultiplyAddsAbove));
        }

        program.Console.Write(table);
        program.Output.WriteLine("--unfreeze: names of the layers that begin right above the cut, for 'transfer finetune'; a tensor, a node, last:20% and all work too.");
        program.Output.WriteLine("The default is the end of the convolutional base (include_top=False). MAdds: millions of multiply-adds per image.");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Millions(long value) => (value / 1e6).ToString("N1", CultureInfo.InvariantCulture);
}
