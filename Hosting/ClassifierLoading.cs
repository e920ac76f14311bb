using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Transfer.Hosting;

/// <summary>Opens a classifier when the program starts.</summary>
/// <param name="key">Its key; null for the one without.</param>
internal sealed class ClassifierLoading(IServiceProvider provider, object? key) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(
        () => key is null
            ? provider.GetRequiredService<ImageClassifier>()
            : provider.GetRequiredKeyedService<ImageClassifier>(key),
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
