using System.Diagnostics;
using System.Globalization;
using Transfer.Serving;

namespace Transfer.Benchmarks;

/// <summary>
/// A server in a process of its own under load: so many requests from so many clients, each with one photograph and without a pause.
/// Latencies, answers by status, and the server's memory.
/// </summary>
internal static class ServeBenchmark
{
    private const int Steps = 10;
    private const double Megabyte = 1 << 20;

    public static int Run(string[] args)
    {
        if (args is ["--child", var served])
        {
            return ServeAsync(served).GetAwaiter().GetResult();
        }

        var (requests, clients) = (BenchmarkArguments.Number(args, "--requests", 10_000), BenchmarkArguments.Number(args, "--clients", 32));
        var folder = BenchmarkArguments.Text(args, "--data") ?? BenchmarkNetwork.Shared("data", "cats-vs-dogs");
        if (BenchmarkArguments.Text(args, "--model") is not { } model)
        {
            Console.Error.WriteLine("Expected --model RUN-OR-MODEL.");
            return 1;
        }

        var images = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(500)
            .Select(File.ReadAllBytes).ToList();
        using var server = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [typeof(ServeBenchmark).Assembly.Location, "serve", "--child", model])
        { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var address = new Uri(server.StandardOutput.ReadLine()!);
        using (var load = new ServerLoad(address, images, clients))
        {
            MeasureAsync(load, requests, server).GetAwaiter().GetResult();
        }

        server.StandardInput.Close();
        server.WaitForExit();
        return server.ExitCode;
    }

    private static async Task MeasureAsync(ServerLoad load, int requests, Process server)
    {
        await load.SendAsync(2 * Steps);
        var (latencies, statuses) = (new List<double>(), new Dictionary<string, int>());
        var time = Stopwatch.StartNew();
        for (var step = 1; step <= Steps; step++)
        {
            foreach (var (status, milliseconds) in await load.SendAsync(requests / Steps))
            {
                latencies.Add(milliseconds);
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }

            server.Refresh();
            var (memory, rate) = (server.WorkingSet64 / Megabyte, latencies.Count / time.Elapsed.TotalSeconds);
            Print($"after {latencies.Count:N0} requests: {memory:N0} MiB, {rate:N1} requests/s");
        }

        latencies.Sort();
        Print($"answers: {string.Join(", ", statuses.Select(s => $"{s.Value:N0} x {s.Key}"))} of {latencies.Count:N0}");
        foreach (var share in new[] { 0.5, 0.9, 0.99, 0.999, 1 })
        {
            Print($"latency {share:P1}: {latencies[(int)Math.Min(share * latencies.Count, latencies.Count - 1)]:N1} ms");
        }
    }

    private static async Task<int> ServeAsync(string model)
    {
        await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = model, Port = 0 });
        Console.WriteLine(server.Address);
        // Its end is that of the standard input.
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
