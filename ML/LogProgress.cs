using System.Diagnostics;

namespace Transfer.ML;

/// <summary>Progress as messages of <see cref="MLContext.Log"/>: sentences as information, counts once a second as traces.</summary>
internal sealed class LogProgress(IHostEnvironment environment, string source) : IProgress<ProgressUpdate>, IDisposable
{
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromSeconds(1);

    private readonly IChannel _channel = environment.Start(source);
    private readonly Lock _lock = new();
    private long _last = Stopwatch.GetTimestamp();

    public void Report(ProgressUpdate value)
    {
        ArgumentNullException.ThrowIfNull(value);
        lock (_lock)
        {
            if (value.Total == 0)
            {
                _channel.Info(MessageSensitivity.Unknown, value.Text);
            }
            else if (Stopwatch.GetElapsedTime(_last) > BetweenCounts)
            {
                _last = Stopwatch.GetTimestamp();
                _channel.Trace(MessageSensitivity.Unknown, $"{value.Stage}: {value.Done:N0} of {value.Total:N0} {value.Text}".TrimEnd());
            }
        }
    }

    public void Dispose() => _channel.Dispose();
}
