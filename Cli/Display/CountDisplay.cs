using System.Diagnostics;

namespace Transfer.Cli;

/// <summary>Says now and then how many there were so far.</summary>
internal sealed class CountDisplay(TextWriter output, string done, string noun)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _last;

    public void Count(int count)
    {
        if (_watch.Elapsed - _last >= ProgressDisplay.Pause)
        {
            _last = _watch.Elapsed;
            output.WriteLine($"{done} {count:N0} {noun} ({count / _last.TotalSeconds:F1}/s)");
        }
    }
}
