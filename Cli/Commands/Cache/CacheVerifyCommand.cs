using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer cache verify</c></summary>
internal static class CacheVerifyCommand
{
    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string?>("DATA") { Description = "for --recompute: a folder of images", Arity = ArgumentArity.ZeroOrOne };
        var sample = Value("--sample", "SHARE", "100%", "share of the shards to read");
        var recompute = Value<string?>("--recompute", "SHARE",
            "also extract this share of DATA again, with the options below, and compare [default: none]");
        var (features, json) = (new ExtractArguments(), CommonOptions.Json());
        var command = new ProgramCommand(
            "verify", "Read shards again and compare them with their hashes; damaged ones are set aside, and the command fails.")
        {
            Examples = ["cache verify", "cache verify --sample 10%", "cache verify PHOTOS --recompute 1%"],
        };
        command.Add(data);
        command.AddGroup("What to verify", sample, recompute);
        features.AddTo(command);
        command.AddGroup("Machine", json);
        return program.Handle(command, (parsed, cancellation) =>
        {
            var options = features.Read(parsed, parsed.GetValue(data) ?? "");
            var share = Share(parsed.GetValue(sample)!, "--sample");
            var again = parsed.GetValue(recompute) is { } text ? Share(text, "--recompute") : (double?)null;
            if (again is not null && options.Data.Length == 0)
            {
                throw new ArgumentException(
                    "--recompute needs images. Give their folder, as in 'transfer cache verify PHOTOS --recompute 1%', "
                    + "and the options that they were extracted with.");
            }

            var check = CacheCheck.Run(options.Features.Cache, share, options.Seed, cancellation);
            var recomputation = again is { } part ? CacheRecomputation.Run(options, part, cancellation) : null;
            program.Write(parsed.GetValue(json), new { Check = check, Recomputation = recomputation }, output =>
            {
                ShowCheck(output, check);
                ShowRecomputation(output, recomputation);
            });
            var faults = check.Damaged.Select(shard => shard.Reason).Concat(recomputation?.Faults ?? []).ToList();
            faults.ForEach(program.Error.WriteLine);
            return faults.Count > 0 ? ExitCodes.Failed : ExitCodes.Done;
        });
    }

    private static void ShowCheck(TextWriter output, VerificationResult check)
    {
        var verdict = check.Damaged.Count switch { 0 => "all are whole", 1 => "1 is damaged", var count => $"{count:N0} are damaged" };
        output.WriteLine($"Read {check.Shards:N0} shards again, {ByteText.Of(check.Bytes)}: {verdict}.");
    }

    private static void ShowRecomputation(TextWriter output, CacheRecomputation? result)
    {
        if (result is not null)
        {
            output.WriteLine(
                $"Computed {result.Compared:N0} rows again: the largest difference is {result.Largest:G2} of the largest number of a row; "
                + $"up to {CacheRecomputation.Tolerance} counts as equal.");
        }
    }

    private static double Share(string text, string option)
        => text.EndsWith('%')
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100
            ? percent / 100
            : throw new ArgumentException($"'{text}' is no share for {option}. Expected more than 0% and at most 100%, such as 1%.");
}
