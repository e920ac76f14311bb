using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(TransferProgram program)
    {
        var (run, cache) = (CommonOptions.Run("runs/<time>-demo"), CommonOptions.Cache());
        var (device, seed) = (CommonOptions.Device(), CommonOptions.Seed());
        var command = new Command(
            "demo",
            "Paint cats and dogs, train from scratch and with a pretrained base, compare, export, predict. Offline, within a minute.")
        {
            run, cache, device, seed,
        };
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = new DemoOptions
            {
                Run = parsed.GetValue(run),
                Cache = parsed.GetValue(cache),
                Device = parsed.GetValue(device)!,
                Seed = parsed.GetValue(seed),
            };
            Show(program.Output, ProgressDisplay.Run(program, progress => DemoRun.Run(options, progress, cancellation: cancellation)));
        });
    }

    private static void Show(TextWriter output, DemoResult result)
    {
        output.WriteLine();
        output.WriteLine("Accuracy on the test images, with its 95 % interval:");
        output.WriteLine($"  from scratch            {result.FromScratch}");
        output.WriteLine($"  pretrained base + head  {result.Pretrained}");
        output.WriteLine(result.Pretrained.Low > result.FromScratch.High
            ? "The intervals do not overlap: the pretrained base is better."
            : "The intervals overlap: on this seed the difference may be chance.");
        output.WriteLine($"Look at what was predicted: {result.ContactSheet}");
        output.WriteLine($"The model, one file:        {result.Train.ModelPath}");
        output.WriteLine();
        output.WriteLine("The same with your own photographs, in a folder with a folder per class (PHOTOS/cats, PHOTOS/dogs):");
        output.WriteLine("  transfer train PHOTOS");
    }
}
