using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Transfer.Serving;

/// <summary>
/// A web server on this machine that predicts images: a page at <c>/</c>, and <c>/predict</c>, <c>/explain</c>, <c>/corrections</c>,
/// <c>/metadata</c>, <c>/health</c> and <c>/openapi.json</c> for programs.
/// </summary>
/// <remarks>
/// It listens on 127.0.0.1 alone and refuses requests of other sites' pages. Images of all requests run in common batches. When it is
/// stopped, requests that have begun complete.
/// </remarks>
/// <example>
/// <code>
/// await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = "runs/pets" }, cancellation);
/// Console.WriteLine(server.Address);
/// await server.WaitAsync(cancellation);
/// </code>
/// </example>
public sealed class ClassifierServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServedModel _model;
    private readonly CorrectionFolder _corrections;
    private int _isStopped;

    private ClassifierServer(WebApplication app, ServedModel model, CorrectionFolder corrections) =>
        (_app, _model, _corrections) = (app, model, corrections);

    /// <summary>Where the server is, such as <c>http://127.0.0.1:8080</c>.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What is worth knowing about the server, one sentence each: where corrections go, and what cannot be done.</summary>
    public IReadOnlyList<string> Notes =>
    [
        _model.NotCorrected ?? $"Corrections are kept in '{_corrections.Path}'.",
        .. _model.NotExplained is { } reason ? [reason] : Array.Empty<string>(),
        .. _app.Services.GetRequiredService<ImageClassifier>().Note is { } note ? [note] : Array.Empty<string>(),
    ];

    /// <summary>Opens the model and starts to listen.</summary>
    /// <param name="options">What is served, and where.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The model is missing, or the port is taken.</exception>
    /// <exception cref="InvalidDataException">The model is damaged, was not exported by Transfer, or takes tables.</exception>
    /// <exception cref="NotSupportedException">The device is not there.</exception>
    public static async Task<ClassifierServer> StartAsync(ServeOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var model = ServedModel.Open(options);
        var corrections = new CorrectionFolder(options.Corrections ?? CorrectionFolder.BesideModel(options.Model));
        var server = new ClassifierServer(ServerSetup.Create(options, model, corrections), model, corrections);
        try
        {
            await server._app.StartAsync(cancellation);
            return server;
        }
        catch (Exception exception)
        {
            await server.DisposeAsync();
            if (exception is SocketException or (IOException and not FileNotFoundException))
            {
                throw new IOException(
                    $"The port {options.Port} cannot be used ({Reason(exception)}). Choose another port, or 0 for a free one.", exception);
            }

            throw;
        }
    }

    /// <summary>Serves until it is cancelled, then lets requests that have begun complete.</summary>
    /// <param name="cancellation">Stops the server.</param>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync();
    }

    /// <summary>Stops to listen, lets requests that have begun complete, and closes the model.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _model.Dispose();
    }

    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            await _app.StopAsync();
        }
    }

    private static string Reason(Exception exception) => (exception.InnerException ?? exception).Message.TrimEnd('.');
}
