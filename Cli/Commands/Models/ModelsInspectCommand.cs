using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer models inspect FILE</c></summary>
internal static class ModelsInspectCommand
{
    private const int MostAliases = 3;

    private static readonly TextColumn[] Columns =
    [
        new("Cut point", 9) { Least = 40 }, new("--unfreeze", 8) { Least = 20 }, new("Operator", 3), new("Shape", 7), new("Axes", 1),
        new("Params below", 4) { IsNumber = true }, new("Params above", 6) { IsNumber = true },
        new("MAdds below", 2) { IsNumber = true }, new("MAdds above", 5) { IsNumber = true },
    ];

    public static Command Create(TransferProgram program)
    {
        var (arguments, json) = (new BackboneArguments(), CommonOptions.Json());
        var command = new ProgramCommand(
            "inspect", "List the cut points of a network: where it can be cut into a base and what is trained above it.")
        {
            Examples = ["models inspect", "models inspect resnet50.onnx --image-size 224"],
        };
        arguments.AddTo(command);
        command.AddGroup("Options", json);
        return program.Handle(command, parsed =>
        {
            var (backbone, size) = arguments.Load(parsed);
            var cuts = CutPoints.Find(backbone.Graph, size);
            var page = new
            {
                backbone.Record,
                backbone.Graph.Opset,
                Input = backbone.Graph.InputName,
                ImageSize = size,
                Cuts = cuts,
            };
            program.Write(parsed.GetValue(json), page, output => Show(program, output, backbone, (cuts, size)));
            return ExitCodes.Done;
        });
    }

    private static void Show(
        TransferProgram program, TextWriter output, Backbone backbone, (IReadOnlyList<CutPoint> Points, int ImageSize) cuts)
    {
        var (points, size) = cuts;
        output.WriteLine($"{backbone.Record.Name}: opset {backbone.Graph.Opset}, "
            + $"input '{backbone.Graph.InputName}' [{(backbone.Graph.RunsOneByOne ? "1" : "N")}, 3, {size}, {size}], "
            + $"preprocessing {backbone.Record.Preprocessing ?? "not known (give --preprocessing)"}, licence {backbone.Record.Licence}");
        output.WriteLine();
        new TextTable(Columns, [.. points.Select(Row)]).Write(output, program.Remarks, program.Width);
        program.Remarks.WriteLine("--unfreeze: the layers that begin right above the cut, for 'transfer finetune'; "
            + "a tensor, a node, last:20% and all work, too.");
        program.Remarks.WriteLine(
            "The default is the end of the convolutional base (include_top=False). MAdds: millions of multiply-adds per image.");
        program.Remarks.WriteLine("Axes: C channels, H height, W width, L tokens, P other positions, ? not known. Pooling leaves C.");
        if (points.Any(c => c.Shape.Count == 2))
        {
            output.WriteLine($"Tokens: this network's own head {Tokens(points.LastOrDefault(c => c.TokenPooling is not null))}.");
        }
    }

    private static string Tokens(CutPoint? cut) => cut?.TokenPooling switch
    {
        Pooling.Token => "takes the first, the class token (--pool token, which auto is)",
        Pooling.Average => "takes their average (--pool avg, which auto is)",
        Pooling.Max => "takes their maximum (--pool max, which auto is)",
        _ => "does not tell what it makes of them; choose --pool token, avg, max or none",
    };

    private static string[] Row(CutPoint cut) =>
    [
        cut.Name + (cut.IsDefault ? " <- default" : ""),
        string.Join(", ", cut.Aliases.Take(MostAliases)),
        cut.Operator,
        cut.Shape.Count == 0 ? "not at this size" : $"[{string.Join(",", cut.Shape)}]",
        cut.Axes,
        $"{cut.ParametersBelow:N0}",
        $"{cut.ParametersAbove:N0}",
        $"{cut.MultiplyAddsBelow / 1e6:N1}",
        $"{cut.MultiplyAddsAbove / 1e6:N1}",
    ];
}
