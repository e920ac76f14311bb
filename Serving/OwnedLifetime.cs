using Microsoft.Extensions.Hosting;

namespace Transfer.Serving;

/// <summary>The life of a server that its owner starts and stops.</summary>
internal sealed class OwnedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
