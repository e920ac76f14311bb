using System.CommandLine;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options that say what is learnt and how it is measured.</summary>
internal sealed class ProblemArguments
{
    private readonly Option<string?> _kind = new("--problem") { Description = $"{ProblemOptions.KindNames} [default: what the data say]" };
    private readonly Option<string?> _lastLayer = new("--last-layer") { Description = $"{ProblemOptions.LastLayerNames} [default: the usual one of the problem]" };
    private readonly Option<string?> _loss = new("--loss") { Description = $"{Losses.Table.Names}, with settings such as huber:delta=2 [default: the usual one of the problem]" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _kind, _lastLayer, _loss })
        {
            command.Add(option);
        }
    }

    public ProblemOptions Read(ParseResult parsed) => new() { Kind = parsed.GetValue(_kind), LastLayer = parsed.GetValue(_lastLayer), Loss = parsed.GetValue(_loss) };
}
