using System.CommandLine;
using Spectre.Console;

namespace Transfer.Cli;

/// <summary><c>transfer models inspect FILE</c></summary>
internal static class ModelsInspectCommand
{
    public static Command Create(TransferProgram program)
    {
        var arguments = new BackboneArguments();
        var command = new Command(
            "inspect", "List the cut points of a network: where it can be cut into a base and what is trained above it.");
        arguments.AddTo(command);
        return program.Handle(command, parsed =>
        {
            var (backbone, size) = arguments.Load(parsed);
            var preprocessing = backbone.Record.Preprocessing ?? "not known (give --preprocessing)";
            program.Output.WriteLine($"{backbone.Record.Name}: opset {backbone.Graph.Opset}, "
                + $"input '{backbone.Graph.InputName}' [N, 3, {size}, {size}], preprocessing {preprocessing}, "
                + $"licence {backbone.Record.Licence}");
            var cuts = CutPoints.Find(backbone.Graph, size);
            program.Console.Write(TableOf(cuts));
            program.Output.WriteLine(
                "--unfreeze: the layers that begin right above the cut, for 'transfer finetune'; "
                + "a tensor, a node, last:20% and all work, too.");
            program.Output.WriteLine(
                "The default is the end of the convolutional base (include_top=False). MAdds: millions of multiply-adds per image.");
            program.Output.WriteLine("Axes: C channels, H height, W width, L tokens, P other positions, ? not known. Pooling leaves C.");
            if (cuts.Any(c => c.Shape.Count == 2))
            {
                program.Output.WriteLine($"Tokens: this network's own head {Tokens(cuts.LastOrDefault(c => c.TokenPooling is not null))}.");
            }

            return 0;
        });
    }

    private static string Tokens(CutPoint? cut) => cut?.TokenPooling switch
    {
        Pooling.Token => "takes the first, the class token (--pool token, which auto is)",
        Pooling.Average => "takes their average (--pool avg, which auto is)",
        Pooling.Max => "takes their maximum (--pool max, which auto is)",
        _ => "does not tell what it makes of them; choose --pool token, avg, max or none",
    };

    private static Table TableOf(IReadOnlyList<CutPoint> cuts)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Cut point", "--unfreeze", "Operator", "Shape", "Axes");
        foreach (var name in new[] { "Params below", "Params above", "MAdds below", "MAdds above" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var cut in cuts)
        {
            table.AddRow(
                Markup.Escape(VisibleText.Of(cut.Name)) + (cut.IsDefault ? " [green]<- default[/]" : ""),
                Markup.Escape(VisibleText.Of(string.Join(", ", cut.Aliases.Take(3)))),
                Markup.Escape(cut.Operator),
                cut.Shape.Count == 0 ? "not at this size" : Markup.Escape($"[{string.Join(",", cut.Shape)}]"),
                Markup.Escape(cut.Axes),
                $"{cut.ParametersBelow:N0}",
                $"{cut.ParametersAbove:N0}",
                $"{cut.MultiplyAddsBelow / 1e6:N1}",
                $"{cut.MultiplyAddsAbove / 1e6:N1}");
        }

        return table;
    }
}
