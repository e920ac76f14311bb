using System.Diagnostics;
using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>Samples how busy a GPU is and how much of its memory is used, with <c>nvidia-smi</c>, ten times a second.</summary>
internal sealed class GpuMeter : IDisposable
{
    private const int Milliseconds = 100;

    private readonly Process _process;
    private readonly List<(double Busy, double Megabytes)> _samples = [];

    /// <exception cref="NotSupportedException">There is no <c>nvidia-smi</c>.</exception>
    public GpuMeter(int index)
    {
        var start = new ProcessStartInfo("nvidia-smi",
        [
            $"--id={index}", "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits", $"--loop-ms={Milliseconds}",
        ])
        { RedirectStandardOutput = true };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new NotSupportedException(
                "The program nvidia-smi, which measures how busy a GPU is, was not found. It comes with the NVIDIA driver.", exception);
        }

        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.BeginOutputReadLine();
    }

    /// <summary>The mean share of the time in which the GPU computed, in percent; null without a sample.</summary>
    public double? Busy => Of(samples => samples.Average(s => s.Busy));

    /// <summary>The most memory of the GPU that was used, in megabytes; null without a sample.</summary>
    public double? Megabytes => Of(samples => samples.Max(s => s.Megabytes));

    /// <summary>Reads a line such as <c>97, 1843</c>.</summary>
    public static (double Busy, double Megabytes)? Parse(string? line) =>
        line?.Split(',') is [var busy, var memory]
        && double.TryParse(busy, CultureInfo.InvariantCulture, out var percent)
        && double.TryParse(memory, CultureInfo.InvariantCulture, out var megabytes) ? (percent, megabytes) : null;

    /// <summary>Ends the sampling; the figures stay.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private void Add(string? line)
    {
        if (Parse(line) is { } sample)
        {
            lock (_samples)
            {
                _samples.Add(sample);
            }
        }
    }

    private double? Of(Func<List<(double Busy, double Megabytes)>, double> figure)
    {
        lock (_samples)
        {
            return _samples.Count == 0 ? null : figure(_samples);
        }
    }
}
