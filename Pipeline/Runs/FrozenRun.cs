namespace Transfer.Pipeline;

/// <summary>
/// The run of a head whose network was fine-tuned by the same command: it lies in the folder <c>frozen</c> of the run that took its place.
/// </summary>
internal static class FrozenRun
{
    private const string Name = "frozen";

    /// <summary>Where the network is fine-tuned until it takes the place of the run of its head.</summary>
    public static string Beside(string run) => $"{Path.TrimEndingDirectorySeparator(run)}.fine-tuning";

    /// <summary>Puts the run of a head into that of its fine-tuned network, which takes its place.</summary>
    /// <param name="path">The run of the head; the fine-tuned network lies beside it.</param>
    /// <returns>The run of the network.</returns>
    /// <exception cref="IOException">Another process writes into one of them, or they cannot be moved.</exception>
    public static RunFolder Nest(string path)
    {
        var (head, tuned) = (RunFolder.Open(path), RunFolder.Open(Beside(path)));
        using (RunLock.Take(head))
        using (RunLock.Take(tuned))
        {
            // Nobody writes; a folder with an open file cannot be moved everywhere.
        }

        Directory.Move(head.Path, Path.Combine(tuned.Path, Name));
        return TakePlace(path);
    }

    /// <summary>What the network beside a run says of itself; null where there is none.</summary>
    public static RunRecord? ReadBeside(string run) => IsBeside(run) ? RunFolder.Open(Beside(run)).ReadRecord() : null;

    /// <summary>Deletes a network beside a run that belonged to an earlier run in its place.</summary>
    public static void DiscardBeside(string run)
    {
        if (IsBeside(run))
        {
            RunLock.Take(RunFolder.Open(Beside(run))).Dispose();
            Directory.Delete(Beside(run), recursive: true);
        }
    }

    /// <summary>Whether a program was killed when the run of the head was moved and the other had not taken its place.</summary>
    public static bool IsHalfNested(string path) => !Directory.Exists(path) && Directory.Exists(Path.Combine(Beside(path), Name));

    /// <summary>Moves a fine-tuned network with the run of its head to the place of that run, and says so in both.</summary>
    public static RunFolder TakePlace(string path)
    {
        Directory.Move(Beside(path), path);
        var (run, start) = (RunFolder.Open(path), RunFolder.Open(Path.Combine(path, Name)));
        var (tuned, head) = (run.ReadRecord(), start.ReadRecord());
        start.Write(head with { Options = head.Options with { Run = start.Path } });
        run.Write(tuned with
        {
            Options = tuned.Options with { Run = run.Path },
            FineTune = tuned.FineTune! with { From = start.Path },
        });
        return run;
    }

    private static bool IsBeside(string run) => File.Exists(Path.Combine(Beside(run), "run.json"));
}
