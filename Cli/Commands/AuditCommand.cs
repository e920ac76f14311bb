namespace Transfer.Cli;

/// <summary><c>transfer audit DATA</c></summary>
internal static class AuditCommand
{
    public static System.CommandLine.Command Create(TransferProgram program)
    {
        var (arguments, json) = (new AuditArguments(), CommonOptions.Json());
        var command = new ProgramCommand(
            "audit", "Find wrong labels, duplicates, leaks, outliers and shortcuts in labelled images; apply and undo marks.")
        {
            Examples =
            [
                "audit PHOTOS",
                "audit PHOTOS --out checked --json",
                "audit --apply checked/audit.csv",
                "audit --undo PHOTOS-quarantine/undo-0001.csv",
            ],
        };
        arguments.AddTo(command);
        command.AddGroup("Files", json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var asJson = parsed.GetValue(json);
            if (arguments.ReadUndo(parsed) is { } undo)
            {
                var images = AuditChanges.Undo(undo);
                program.Write(asJson, new { Restored = images }, output => output.WriteLine($"Moved back: {images:N0} images."));
                return ExitCodes.Done;
            }

            if (arguments.ReadApply(parsed) is { } marks)
            {
                return AuditDisplay.Show(program, asJson, AuditChanges.Apply(marks));
            }

            var options = arguments.Read(parsed);
            return AuditDisplay.Show(program, asJson, ProgressDisplay.Run(program, progress =>
                TransferLearning.Audit(options, progress, cancellation)));
        });
    }
}
