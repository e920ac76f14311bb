using System.CommandLine;
using Spectre.Console;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The program: a tree of commands, and one place that turns exceptions into sentences.</summary>
internal sealed class TransferProgram(IAnsiConsole console, TextWriter output, TextWriter error)
{
    private const int Failure = 1;
    private const int Interrupted = 130;

    public IAnsiConsole Console { get; } = console;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    public int Run(string[] args) =>
        Root().Parse(args).Invoke(new InvocationConfiguration { Output = Output, Error = Error, EnableDefaultExceptionHandler = false });

    /// <summary>All commands with their options.</summary>
    public RootCommand Root() => new("Transfer learning for .NET: a pretrained network learns a new task from a folder of images.")
    {
        DemoCommand.Create(this),
        TrainCommand.Create(this),
        ExtractCommand.Create(this),
        FineTuneCommand.Create(this),
        EvaluateCommand.Create(this),
        CompareCommand.Create(this),
        ReportCommand.Create(this),
        PredictCommand.Create(this),
        ExportCommand.Create(this),
        ModelsCommand.Create(this),
        AugmentCommand.Create(this),
        CacheCommand.Create(this),
    };

    /// <summary>Runs a command; a fault becomes one sentence on the error stream and a non-zero exit code.</summary>
    public int Guard(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (TypeInitializationException exception) when (exception.InnerException is { } inner)
        {
            // What kept a native library from loading is inside.
            Error.WriteLine($"Error: {inner.Message}");
            return Failure;
        }
        catch (TrainingInterruptedException exception)
        {
            Error.WriteLine(exception.Message);
            return Interrupted;
        }
        catch (OperationCanceledException)
        {
            Error.WriteLine("Stopped. Features that were extracted are kept; run the same command again to go on.");
            return Interrupted;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException
            or UnauthorizedAccessException or DllNotFoundException)
        {
            Error.WriteLine($"Error: {exception.Message}");
            return Failure;
        }
        catch (Exception exception)
        {
            // Not a fault of the input, as far as we know: say what it was without pages of addresses.
            var reason = $"{exception.GetType().Name}: {exception.Message.Split('\n')[0].Trim()}";
            Error.WriteLine($"Error: something unexpected went wrong ({reason}). Please report it with the command that was run.");
            return Failure;
        }
    }
}
