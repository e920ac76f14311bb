using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer models pull NAME</c></summary>
internal static class ModelsPullCommand
{
    public static Command Create(TransferProgram program)
    {
        var names = new Argument<string[]>("NAME") { Description = "names of 'transfer models list'", Arity = ArgumentArity.OneOrMore };
        var command = new ProgramCommand("pull", "Download pretrained networks; a download that was cut short goes on where it ended.")
        {
            Examples = ["models pull resnet18-cntk"],
        };
        command.Add(names);
        return program.Handle(command, (parsed, cancellation) =>
        {
            foreach (var name in parsed.GetValue(names)!)
            {
                program.Output.WriteLine($"{name}: {Pull(program, name, cancellation)}");
            }
        });
    }

    /// <returns>The path of the file.</returns>
    public static string Pull(TransferProgram program, string name, CancellationToken cancellation) => ProgressDisplay.Run(
        program, progress => BackboneRegistry.Pull(name, new Bytes(name, progress), cancellation));

    /// <summary>Bytes as the progress of a stage, in steps of a tenth of a megabyte.</summary>
    private sealed class Bytes(string name, IProgress<ProgressUpdate> progress) : IProgress<(long Done, long Expected)>
    {
        private const long Step = 100_000;

        private long _told = -1;

        public void Report((long Done, long Expected) value)
        {
            if (value.Done / Step != _told || value.Done == value.Expected)
            {
                _told = value.Done / Step;
                progress.Report(new ProgressUpdate(
                    $"Downloading {name}", value.Done / Step, Math.Max(1, value.Expected / Step),
                    $"{value.Done / 1e6:N1}/{value.Expected / 1e6:N1} MB"));
            }
        }
    }
}
