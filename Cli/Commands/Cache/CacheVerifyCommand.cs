using System.CommandLine;
using System.Globalization;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary><c>transfer cache verify</c></summary>
internal static class CacheVerifyCommand
{
    public static Command Create(TransferProgram program)
    {
        var data = new Argument<string?>("PHOTOS") { Description = "for --recompute: a folder of images", Arity = ArgumentArity.ZeroOrOne };
        var sample = new Option<string>("--sample") { Description = "the share of the shards to read again", DefaultValueFactory = _ => "100%" };
        var recompute = new Option<string?>("--recompute") { Description = "also extract this share of PHOTOS again, with the options below, and compare" };
        var model = new ExtractArguments();
        var command = new Command("verify", "Read shards again and compare them with their hashes; damaged ones are set aside. Fails when there is one.") { data, sample, recompute };
        model.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(program.Guard(() =>
        {
            var options = model.Read(parsed, parsed.GetValue(data) ?? "");
            var share = Share(parsed.GetValue(sample)!, "--sample");
            var again = parsed.GetValue(recompute) is { } text ? Share(text, "--recompute") : (double?)null;
            if (again is not null && options.Data.Length == 0)
            {
                throw new ArgumentException("--recompute needs images. Give their folder, as in 'transfer cache verify PHOTOS --recompute 1%', and the options that they were extracted with.");
            }

            var check = CacheCheck.Run(options.Features.Cache, share, options.Seed, cancellation);
            program.Output.WriteLine($"Read {Number(check.Shards)} shards again, {ByteText.Of(check.Bytes)}: {(check.Damaged.Count == 0 ? "all are whole" : $"{Number(check.Damaged.Count)} {(check.Damaged.Count == 1 ? "is" : "are")} damaged")}.");
            foreach (var shard in check.Damaged)
            {
                program.Error.WriteLine(shard.Reason);
            }

            return (again is { } part ? Recompute(program, options, part, cancellation) : 0) + check.Damaged.Count > 0 ? 1 : 0;
        })));
        return command;
    }

    private static int Recompute(TransferProgram program, ExtractOptions options, double share, CancellationToken cancellation)
    {
        var result = CacheRecomputation.Run(options, share, cancellation);
        program.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Computed {result.Compared:N0} rows again: the largest difference is {result.Largest:G2} of a row's largest number, and up to {CacheRecomputation.Tolerance} counts as equal."));
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

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
