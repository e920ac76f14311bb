using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transfer.Tests.Models;

/// <summary>
/// A server of HTTP on this machine that answers the first request with the first answer, and so on; the last answers all others.
/// </summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, NetworkStream, CancellationToken, Task>[] _answers;
    private readonly CancellationTokenSource _end = new();

    public FaultyServer(params Func<string, NetworkStream, CancellationToken, Task>[] answers)
    {
        _answers = answers;
        _listener.Start();
        _ = Task.Run(Serve);
    }

    /// <summary>The head of each request.</summary>
    public List<string> Requests { get; } = [];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Sends a head, and as many bytes of a body as given.</summary>
    public static Func<string, NetworkStream, CancellationToken, Task> Sends(string head, byte[] body, TimeSpan pauseAtEnd = default) =>
        async (_, stream, end) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nConnection: close\r\n\r\n"), end);
            await stream.WriteAsync(body, end);
            await stream.FlushAsync(end);
            await Task.Delay(pauseAtEnd, end);
        };

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Serve()
    {
        for (var number = 0; ; number++)
        {
            _ = Answer(await _listener.AcceptTcpClientAsync(_end.Token), _answers[Math.Min(number, _answers.Length - 1)]);
        }
    }

    private async Task Answer(TcpClient client, Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        using (client)
        {
            using var stream = client.GetStream();
            var head = new StringBuilder();
            var buffer = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _end.Token) > 0)
            {
                head.Append((char)buffer[0]);
            }

            lock (Requests)
            {
                Requests.Add(head.ToString());
            }

            await answer(head.ToString(), stream, _end.Token);
        }
    }
}
