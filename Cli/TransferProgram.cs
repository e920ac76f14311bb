using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace Transfer.Cli;

/// <summary>
/// The program: a tree of commands, and one place that turns exceptions into sentences. Results go to the output, all else to the error
/// stream.
/// </summary>
/// <param name="console">The screen of the output.</param>
/// <param name="errorConsole">Writes live progress to the error stream.</param>
internal sealed class TransferProgram(IAnsiConsole console, IAnsiConsole errorConsole, TextWriter output, TextWriter error)
{
    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "print results and errors only: no progress, hints or warnings",
        Recursive = true,
    };

    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "download a network that is named and not on this machine without asking",
        Recursive = true,
    };

    private bool _isQuiet;

    /// <summary>Where progress is shown live; null where nobody wants to see any.</summary>
    public IAnsiConsole? ErrorConsole => _isQuiet ? null : errorConsole;

    /// <summary>Takes results, in whole lines, and shows what is hidden in them.</summary>
    public TextWriter Output { get; } = new VisibleWriter(output);

    /// <summary>Takes faults; otherwise as <see cref="Output"/>.</summary>
    public TextWriter Error { get; } = new VisibleWriter(error);

    /// <summary>Takes progress, hints and warnings, where somebody wants to read them.</summary>
    public TextWriter Remarks => _isQuiet ? TextWriter.Null : AllRemarks;

    /// <summary>Where progress, hints and warnings go. Default: the error stream.</summary>
    public TextWriter AllRemarks { private get; init; } = new VisibleWriter(error);

    /// <summary>The most characters of a line of a table.</summary>
    public int Width => console.Profile.Width;

    public int Run(string[] args)
    {
        var root = Root();
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        // A shell that completes a line asks with a directive.
        var isQuestion = parsed.Tokens.Any(token => token.Type == TokenType.Directive)
            || root.Options.Any(o => o is HelpOption or VersionOption && parsed.GetResult(o) is { Implicit: false });
        if (!isQuestion && UsageFault.Find(parsed) is { } sentence)
        {
            return Misused(parsed, sentence);
        }

        _isQuiet = parsed.GetValue(_quiet);
        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    /// <summary>All commands with their options.</summary>
    public RootCommand Root()
    {
        var root = new RootCommand("Transfer learning for .NET: a pretrained network learns a new task from a folder of images.")
        {
            DemoCommand.Create(this),
            TrainCommand.Create(this),
            ExtractCommand.Create(this),
            FineTuneCommand.Create(this),
            TuneCommand.Create(this),
            EvaluateCommand.Create(this),
            CompareCommand.Create(this),
            ReportCommand.Create(this),
            RunsCommand.Create(this),
            ReproduceCommand.Create(this),
            PredictCommand.Create(this),
            ExportCommand.Create(this),
            VerifyCommand.Create(this),
            AuditCommand.Create(this),
            ServeCommand.Create(this),
            ModelsCommand.Create(this),
            AugmentCommand.Create(this),
            CacheCommand.Create(this),
            DoctorCommand.Create(this),
            CompletionCommand.Create(this),
            _quiet,
            _yes,
        };
        var help = new HelpDisplay { Width = HelpDisplay.WidthOf(Width) };
        var (option, version) = (root.Options.OfType<HelpOption>().Single(), root.Options.OfType<VersionOption>().Single());
        (option.Action, option.Description, version.Description) = (help, "show this help", "show the version");
        ShowHelpOf(root);
        return root;

        // A command that only has others below it is not run; whoever gives it alone wants to know them.
        void ShowHelpOf(Command command)
        {
            if (command.Subcommands.Count > 0)
            {
                command.Action = help;
            }

            foreach (var child in command.Subcommands)
            {
                ShowHelpOf(child);
            }
        }
    }

    /// <summary>Writes a result, as JSON or as text.</summary>
    public void Write<T>(bool asJson, T result, Action<TextWriter> text)
    {
        if (asJson)
        {
            JsonText.WritePage(Output, result);
        }
        else
        {
            text(Output);
        }
    }

    /// <summary>Sets the work of a command, which returns the exit code.</summary>
    public Command Handle(Command command, Func<ParseResult, int> work)
    {
        command.SetAction(parsed => Guard(() => work(parsed), parsed));
        return command;
    }

    /// <summary>Sets the work of a command that can be cancelled, which returns the exit code.</summary>
    public Command Handle(Command command, Func<ParseResult, CancellationToken, int> work)
    {
        command.SetAction(parsed =>
        {
            using var signals = new StopSignals();
            return Guard(() => work(parsed, signals.Token), parsed, () => signals.ExitCode, signals.Token);
        });
        return command;
    }

    /// <summary>Sets the work of a command that can be cancelled and returns 0 unless it fails.</summary>
    public Command Handle(Command command, Action<ParseResult, CancellationToken> work) => Handle(command, (parsed, cancellation) =>
    {
        work(parsed, cancellation);
        return ExitCodes.Done;
    });

    /// <summary>Runs a command; a fault becomes one sentence on the error stream and a non-zero exit code.</summary>
    /// <param name="work">The work, which returns the exit code.</param>
    /// <param name="stopped">The exit code of work that was stopped; null for that of Ctrl-C.</param>
    /// <param name="cancellation">Stops the question for a network that the work needs, and its download.</param>
    public int Guard(Func<int> work, ParseResult parsed, Func<int>? stopped = null, CancellationToken cancellation = default)
    {
        try
        {
            return work();
        }
        catch (BackboneMissingException exception)
        {
            return Guard(DownloadFirst, parsed, stopped, cancellation);

            int DownloadFirst()
            {
                if (!MayDownload(exception.Record, parsed, cancellation))
                {
                    return Fail(exception.Message);
                }

                ModelsPullCommand.Pull(this, exception.Record.Name, cancellation);
                return work();
            }
        }
        catch (TypeInitializationException exception) when (exception.InnerException is { } inner)
        {
            // What kept a native library from loading is inside.
            return Fail(inner.Message);
        }
        catch (TrainingInterruptedException exception)
        {
            // A demo is gone on with as any other training.
            var command = parsed.CommandResult.Command.Name == "finetune" ? "finetune" : "train";
            Error.WriteLine($"{exception.Message.TrimEnd('.')}: transfer {command} --resume {exception.RunFolder}");
            return stopped?.Invoke() ?? ExitCodes.Interrupted;
        }
        catch (OperationCanceledException)
        {
            Error.WriteLine("Stopped. Features that were extracted are kept; run the same command again to go on.");
            return stopped?.Invoke() ?? ExitCodes.Interrupted;
        }
        catch (ArgumentException exception)
        {
            return Misused(parsed, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException
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

    private bool MayDownload(BackboneRecord record, ParseResult parsed, CancellationToken cancellation) => record.Sources.Count > 0
        && (parsed.GetValue(_yes) || (ErrorConsole is { } screen && ProgressDisplay.IsLive(screen) && new ConfirmationPrompt(
            Markup.Escape($"'{record.Name}' is not on this machine. Download {record.Bytes / 1e6:N1} MB from "
                + $"{BackboneRegistry.AddressesOf(record)[0]}?"))
            .ShowAsync(screen, cancellation).GetAwaiter().GetResult()));

    /// <summary>Three lines: what is wrong, how the command is used, and where there is more.</summary>
    private int Misused(ParseResult parsed, string sentence)
    {
        var command = parsed.CommandResult.Command;
        Fail(sentence);
        Error.WriteLine($"Usage: {HelpText.UsageOf(command)}");
        Error.WriteLine($"All options: {HelpText.PathOf(command)} --help");
        return ExitCodes.Usage;
    }

    private int Fail(string sentence)
    {
        Error.WriteLine($"Error: {CommandLineHints.AddTo(sentence)}");
        return ExitCodes.Failed;
    }
}
