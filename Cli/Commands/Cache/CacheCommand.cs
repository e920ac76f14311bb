using System.CommandLine;

namespace Transfer.Cli;

/// <summary><c>transfer cache stats | why | verify | prune | compact</c></summary>
internal static class CacheCommand
{
    public static Command Create(TransferProgram program) => new ProgramCommand(
        "cache", "Inspect the feature cache, check it and make it smaller.")
    {
        CacheStatsCommand.Create(program),
        CacheWhyCommand.Create(program),
        CacheVerifyCommand.Create(program),
        CachePruneCommand.Create(program),
        CacheCompactCommand.Create(program),
    };
}
