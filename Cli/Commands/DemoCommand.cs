using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(TransferProgram program)
    {
        var (run, cache) = (CommonOptions.Run("runs/<time>-demo"), CommonOptions.Cache());
        var (device, seed) = (CommonOptions.Device(), CommonOptions.Seed());
        var command = new ProgramCommand(
            "demo",
            "Paint cats and dogs, train from scratch and with a pretrained base, compare, export, predict. Offline, within a minute.")
        {
            Examples = ["demo", "demo --run runs/first --seed 2"],
        };
        command.AddGroup("Options", run, cache, device, seed);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new DemoOptions
            {
                Run = parsed.GetValue(run),
                Cache = parsed.GetValue(cache),
                Device = parsed.GetValue(device)!,
                Seed = parsed.GetValue(seed),
            };
            var result = ProgressDisplay.Run(program, progress => DemoRun.Run(options, progress, cancellation: cancellation));
            Show(program.Output, program.Remarks, result);
        });
    }

    private static void Show(TextWriter output, TextWriter hints, DemoResult result)
    {
        output.WriteLine("Accuracy on the test images, with its 95 % interval:");
        output.WriteLine($"  from scratch            {result.FromScratch}");
        output.WriteLine($"  pretrained base + head  {result.Pretrained}");
        output.WriteLine(result.Pretrained.Low > result.FromScratch.High
            ? "The intervals do not overlap: the pretrained base is better."
            : "The intervals overlap: on this seed the difference may be chance.");
        output.WriteLine($"Look at what was predicted: {result.ContactSheet}");
        output.WriteLine($"The model, one file:        {result.Train.ModelPath}");
        hints.WriteLine("The same with your own photographs, in a folder with a folder per class (PHOTOS/cats, PHOTOS/dogs):");
        hints.WriteLine("  transfer train PHOTOS");
    }
}
