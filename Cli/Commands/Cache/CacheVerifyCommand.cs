using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer cache verify</c></summary>
internal static class CacheVerifyCommand
{
    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string?>("PHOTOS") { Description = "for --recompute: a folder of images", Arity = ArgumentArity.ZeroOrOne };
        var sample = Value("--sample", "SHARE", "100%", "share of the shards to read");
        var recompute = Value<string?>("--recompute", "SHARE",
            "also extract this share of PHOTOS again, with the options below, and compare [default: none]");
        var features = new ExtractArguments();
        var command = new Command(
            "verify", "Read shards again and compare them with their hashes; damaged ones are set aside, and the command fails.")
        {
            data, sample, recompute,
        };
        features.AddTo(command);
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

            var faults = Check(program, CacheCheck.Run(options.Features.Cache, share, options.Seed, cancellation));
            faults += again is { } part ? Recompute(program, options, part, cancellation) : 0;
            return faults > 0 ? 1 : 0;
        });
    }

    private static int Check(TransferProgram program, VerificationResult check)
    {
        var verdict = check.Damaged.Count switch { 0 => "all are whole", 1 => "1 is damaged", var count => $"{count:N0} are damaged" };
        program.Output.WriteLine($"Read {check.Shards:N0} shards again, {ByteText.Of(check.Bytes)}: {verdict}.");
        foreach (var shard in check.Damaged)
        {
            program.Error.WriteLine(shard.Reason);
        }

        return check.Damaged.Count;
    }

    private static int Recompute(TransferProgram program, ExtractOptions options, double share, CancellationToken cancellation)
    {
        var result = CacheRecomputation.Run(options, share, cancellation);
        program.Output.WriteLine(
            $"Computed {result.Compared:N0} rows again: the largest difference is {result.Largest:G2} of the largest number of a row; "
            + $"up to {CacheRecomputation.Tolerance} counts as equal.");
        foreach (var fault in result.Faults)
        {
            program.Error.WriteLine(fault);
        }

        return result.Faults.Count;
    }

    private static double Share(string text, string option)
        => text.EndsWith('%')
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100
            ? percent / 100
            : throw new ArgumentException($"'{text}' is no share for {option}. Expected more than 0% and at most 100%, such as 1%.");
}
