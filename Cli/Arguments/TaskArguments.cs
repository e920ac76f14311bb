using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options that say what is learnt and how it is measured.</summary>
internal sealed class TaskArguments
{
    private readonly Option<string?> _kind = new("--task") { Description = $"{TaskOptions.KindNames} [default: what the data say]" };
    private readonly Option<string?> _outputActivation = new("--output-activation") { Description = $"{TaskOptions.OutputActivationNames} [default: the usual one of the task]" };
    private readonly Option<string?> _loss = new("--loss") { Description = $"{Losses.Table.Names}, with settings such as huber:delta=2 [default: the usual one of the task]" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _kind, _outputActivation, _loss })
        {
            command.Add(option);
        }
    }

    public TaskOptions Read(ParseResult parsed) => new() { Kind = parsed.GetValue(_kind), OutputActivation = parsed.GetValue(_outputActivation), Loss = parsed.GetValue(_loss) };
}
