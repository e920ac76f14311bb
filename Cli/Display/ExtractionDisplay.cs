using System.Diagnostics;
using Spectre.Console;

namespace Transfer.Cli;

/// <summary>Shows the progress of an extraction: one live line on a terminal, a plain line now and then elsewhere.</summary>
internal static class ExtractionDisplay
{
    public static void Run(TransferProgram program, Action<IProgress<ExtractionProgress>> work)
    {
        if (program.ErrorConsole is not { } console || !ProgressDisplay.IsLive(console))
        {
            work(new PlainLines(program.Remarks));
            return;
        }

        console.Status().Start("Listing files", context => work(new LiveLine(console, context)));
    }

    /// <summary>Such as <c>1,200 of 3,000 files, 142.1 rows/s; reading 3 %, decoding 12 %, base 84 %, …</c></summary>
    public static string Line(ExtractionProgress progress)
    {
        var shares = progress.Shares;
        var files = progress.IsListed ? $"{progress.Files:N0} of {progress.Listed:N0} files" : $"{progress.Files:N0} files";
        var line = $"{files}, {progress.RowsPerSecond:F1} rows/s";
        return shares.Advice.Length == 0 ? line : $"{line}; reading {shares.Reading:P0}, decoding {shares.Decoding:P0}, "
            + $"base {shares.Base:P0}, writing {shares.Writing:P0}, waiting {shares.Waiting:P0}; {CommandLineHints.AddTo(shares.Advice)}";
    }

    private sealed class LiveLine(IAnsiConsole console, StatusContext context) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
            if (value.Text.Length > 0)
            {
                console.WriteLine(VisibleText.Of(value.Text));
            }
            else
            {
                context.Status(Markup.Escape(Line(value)));
            }
        }
    }

    private sealed class PlainLines(TextWriter output) : IProgress<ExtractionProgress>
    {
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
            else if (_watch.Elapsed - _last >= ProgressDisplay.Pause)
            {
                _last = _watch.Elapsed;
                output.WriteLine(Line(value));
            }
        }
    }
}
