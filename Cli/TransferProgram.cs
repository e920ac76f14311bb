using System.CommandLine;
using Spectre.Console;

namespace Transfer.Cli;

/// <summary>The program: a tree of commands, and one place that turns exceptions into sentences.</summary>
internal sealed class TransferProgram(IAnsiConsole console, TextWriter output, TextWriter error)
{
    private const int Failure = 1;
    private const int Interrupted = 130;

    public IAnsiConsole Console { get; } = console;

    /// <summary>Takes whole lines, and shows what is hidden in them.</summary>
    public TextWriter Output { get; } = new VisibleWriter(output);

    /// <inheritdoc cref="Output"/>
    public TextWriter Error { get; } = new VisibleWriter(error);

    public int Run(string[] args)
    {
        var parsed = Root().Parse(args);
        return RenamedOptions.Find(parsed) is { } sentence
            ? Fail(sentence)
            : parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

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
        DoctorCommand.Create(this),
        CompletionCommand.Create(this),
    };

    /// <summary>Sets the work of a command, which returns the exit code.</summary>
    public Command Handle(Command command, Func<ParseResult, int> work)
    {
        command.SetAction(parsed => Guard(() => work(parsed)));
        return command;
    }

    /// <summary>Sets the work of a command that can be cancelled, which returns the exit code.</summary>
    public Command Handle(Command command, Func<ParseResult, CancellationToken, int> work)
    {
        // A demo is gone on with as any other training.
        var resuming = command.Name == "finetune" ? "finetune" : "train";
        command.SetAction((parsed, cancellation) => Task.FromResult(Guard(() => work(parsed, cancellation), resuming)));
        return command;
    }

    /// <summary>Sets the work of a command that can be cancelled and returns 0 unless it fails.</summary>
    public Command Handle(Command command, Action<ParseResult, CancellationToken> work) => Handle(command, (parsed, cancellation) =>
    {
        work(parsed, cancellation);
        return 0;
    });

    /// <summary>Runs a command; a fault becomes one sentence on the error stream and a non-zero exit code.</summary>
    /// <param name="work">The work, which returns the exit code.</param>
    /// <param name="resuming">The command that resumes a run of this work.</param>
    public int Guard(Func<int> work, string resuming = "train")
    {
        try
        {
            return work();
        }
        catch (TypeInitializationException exception) when (exception.InnerException is { } inner)
        {
            // What kept a native library from loading is inside.
            return Fail(inner.Message);
        }
        catch (TrainingInterruptedException exception)
        {
            Error.WriteLine($"{exception.Message.TrimEnd('.')}: transfer {resuming} --resume {exception.RunFolder}");
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
            return Fail(exception.Message);
        }
        catch (Exception exception)
        {
            // Not a fault of the input, as far as we know: say what it was without pages of addresses.
            var reason = $"{exception.GetType().Name}: {exception.Message.Split('\n')[0].Trim()}";
            return Fail($"something unexpected went wrong ({reason}). Please report it with the command that was run.");
        }
    }

    private int Fail(string sentence)
    {
        Error.WriteLine($"Error: {CommandLineHints.AddTo(sentence)}");
        return Failure;
    }
}
