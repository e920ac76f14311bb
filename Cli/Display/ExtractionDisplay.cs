using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>Shows how an extraction goes on: one live line on a terminal, a plain line now and then elsewhere, a summary at the end.</summary>
internal static class ExtractionDisplay
{
    public static int Run(TransferProgram program, Func<IProgress<ExtractionProgress>, int> work)
    {
        if (!program.Console.Profile.Capabilities.Interactive || !program.Console.Profile.Out.IsTerminal)
        {
            return work(new PlainLines(program.Output));
        }

        return program.Console.Status().Start("Listing files", context => work(new LiveLine(program.Console, context)));
    }

    /// <summary>Such as <c>1,200 of 3,000 files, 142.1 rows/s; reading 3 %, decoding 12 %, base 84 %, writing 1 %; the base is the limit: …</c></summary>
    public static string Line(ExtractionProgress progress)
    {
        var shares = progress.Shares;
        var of = progress.IsListed ? $"of {progress.Listed.ToString("N0", CultureInfo.InvariantCulture)} " : "";
        var line = string.Create(CultureInfo.InvariantCulture, $"{progress.Files:N0} {of}files, {progress.RowsPerSecond:F1} images/s");
        return shares.Advice.Length == 0 ? line : string.Create(
            CultureInfo.InvariantCulture,
            $"{line}; reading {shares.Reading:P0}, decoding {shares.Decoding:P0}, base {shares.Base:P0}, writing {shares.Writing:P0}, waiting {shares.Waiting:P0}; {shares.Advice}");
    }

    private sealed class LiveLine(IAnsiConsole console, StatusContext context) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
            if (value.Text.Length > 0)
            {
                console.WriteLine(value.Text);
            }
            else
            {
                context.Status(Markup.Escape(Line(value)));
            }
        }
    }

    private sealed class PlainLines(TextWriter output) : IProgress<ExtractionProgress>
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private TimeSpan _last;

        public void Report(ExtractionProgress value)
        {
            if (value.Text.Length > 0)
            {
                output.WriteLine(value.Text);
            }
            else if (_last == default)
            {
                // The first counts are of the first moments and say nothing.
                _last = _watch.Elapsed;
            }
            else if (_watch.Elapsed - _last >= Pause)
            {
                _last = _watch.Elapsed;
                output.WriteLine(Line(value));
            }
        }
    }
}
