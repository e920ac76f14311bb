using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Transfer.Cli;

/// <summary>Shows the progress of a pipeline: live bars and learning curves on a terminal, plain lines elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>The time between two plain lines.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Whether the console can show what changes.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal;

    public static T Run<T>(TransferProgram program, Func<IProgress<ProgressUpdate>, T> work)
    {
        if (program.ErrorConsole is not { } console || !IsLive(console))
        {
            return work(new PlainLines(program.Remarks));
        }

        Bars? bars = null;
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .UseRenderHook((table, _) => bars?.Curves is { } curves ? new Rows(table, curves) : table)
            .Start(context => work(bars = new Bars(console, context)));
    }

    private sealed class Bars(IAnsiConsole console, ProgressContext context) : IProgress<ProgressUpdate>
    {
        private readonly Dictionary<string, (ProgressTask Task, Stopwatch Watch)> _stages = [];

        /// <summary>The learning curves of what was trained last; null until something is.</summary>
        public IRenderable? Curves { get; private set; }

        public void Report(ProgressUpdate value)
        {
            lock (_stages)
            {
                if (value.History is { } history)
                {
                    Curves = LearningCurves.Of(history, (int)value.Total, console.Profile.Width);
                }

                if (value.Total == 0)
                {
                    console.WriteLine(VisibleText.Of(value.Text));
                    return;
                }

                if (!_stages.TryGetValue(value.Stage, out var stage))
                {
                    stage = (context.AddTask(value.Stage, maxValue: value.Total), Stopwatch.StartNew());
                    _stages[value.Stage] = stage;
                }

                // A training whose number of epochs is automatic goes on while it gets better.
                (stage.Task.MaxValue, stage.Task.Value) = (value.Total, value.Done);
                stage.Task.Description = Markup.Escape($"{value.Stage} {Rate.Of(value, stage.Watch)}");
            }
        }
    }

    private sealed class PlainLines(TextWriter output) : IProgress<ProgressUpdate>
    {
        private readonly Lock _lock = new();
        private string _stage = "";
        private Stopwatch _watch = new();
        private TimeSpan _last;

        public void Report(ProgressUpdate value)
        {
            lock (_lock)
            {
                if (value.Total == 0)
                {
                    output.WriteLine(value.Text);
                    return;
                }

                if (value.Stage != _stage)
                {
                    (_stage, _watch, _last) = (value.Stage, Stopwatch.StartNew(), TimeSpan.Zero);
                }

                if (value.Done >= value.Total || _watch.Elapsed - _last >= Pause)
                {
                    _last = _watch.Elapsed;
                    output.WriteLine($"{value.Stage}: {value.Done}/{value.Total} {Rate.Of(value, _watch)}");
                }
            }
        }
    }

    private static class Rate
    {
        /// <summary>What the pipeline says, with such as <c>(142.0/s, 12 s left)</c> behind it.</summary>
        public static string Of(ProgressUpdate update, Stopwatch watch)
        {
            var seconds = watch.Elapsed.TotalSeconds;
            if (seconds < 0.5)
            {
                return update.Text;
            }

            var rate = update.Done / seconds;
            var left = update.Done < update.Total ? $", {(update.Total - update.Done) / Math.Max(rate, 1e-9):F0} s left" : "";
            return $"{update.Text} ({rate:F1}/s{left})";
        }
    }
}
