using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>The task: what is learnt, and with which loss.</summary>
internal sealed class TaskArguments
{
    private readonly Option<string?> _kind = Value<string?>("--task", "NAME", $"{TaskOptions.KindNames} [default: chosen by the data]");
    private readonly Option<string?> _outputActivation = Value<string?>("--output-activation", "NAME",
        $"{TaskOptions.OutputActivationNames} [default: the usual one of the task]");

    private readonly Option<string?> _loss = Value<string?>("--loss", "NAME",
        $"{Losses.Table.Names}, with settings such as huber:delta=2 [default: the usual one of the task]");

    public void AddTo(ProgramCommand command) => command.AddGroup("Task", _kind, _outputActivation, _loss);

    public TaskOptions Read(ParseResult parsed) => new()
    {
        Kind = parsed.GetValue(_kind),
        OutputActivation = parsed.GetValue(_outputActivation),
        Loss = parsed.GetValue(_loss),
    };
}
