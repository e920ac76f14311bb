namespace Transfer.Cli;

/// <summary>What the program returns to the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int LeftOut = 3;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>All of them, as the help lists them.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Done, "done"),
        (Failed, "failed: a file, the data or the network cannot be used"),
        (Usage, "the command line is wrong: a command, an option or its value"),
        (LeftOut, "done, and inputs that cannot be used were left out; --strict fails instead, where a command has it"),
        (Interrupted, "stopped by Ctrl-C"),
        (Terminated, "stopped by SIGTERM"),
    ];

    /// <summary>The code of a command that has done its work.</summary>
    /// <param name="leftOut">The number of inputs that were left out.</param>
    public static int Of(long leftOut) => leftOut > 0 ? LeftOut : Done;
}
