using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Transfer.Hosting;

/// <summary>Registers classifiers as services of ASP.NET Core and the generic host.</summary>
/// <example>
/// <code>
/// builder.Services.AddTransferClassifier("model.onnx", loadAtStart: true);
/// app.MapPost("/classify", (HttpRequest request, ImageClassifier classifier, CancellationToken cancellation) =>
///     classifier.PredictAsync(request.Body, cancellation));
/// </code>
/// </example>
public static class ClassifierServices
{
    /// <summary>
    /// Adds an <see cref="ImageClassifier"/> as a singleton, which all requests share. The file is opened when the classifier is first
    /// asked for, or with the program; it is closed with the container.
    /// </summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="path">A <c>model.onnx</c> that Transfer exported.</param>
    /// <param name="options">How it predicts; null for the defaults.</param>
    /// <param name="loadAtStart">
    /// Whether the program opens the file when it starts, and does not start without it. Default false: a fault is that of the first
    /// request.
    /// </param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    public static IServiceCollection AddTransferClassifier(
        this IServiceCollection services, string path, ClassifierOptions? options = null, bool loadAtStart = false)
    {
        Check(services, path, options);
        services.AddSingleton(_ => ImageClassifier.Load(path, options));
        return loadAtStart ? services.AddSingleton<IHostedService>(provider => new ClassifierLoading(provider, null)) : services;
    }

    /// <summary>Adds one of several classifiers under a key, such as <c>[FromKeyedServices("flowers")]</c> asks for.</summary>
    /// <param name="key">What the classifier is asked for with.</param>
    /// <inheritdoc cref="AddTransferClassifier"/>
    public static IServiceCollection AddKeyedTransferClassifier(
        this IServiceCollection services, object key, string path, ClassifierOptions? options = null, bool loadAtStart = false)
    {
        ArgumentNullException.ThrowIfNull(key);
        Check(services, path, options);
        services.AddKeyedSingleton(key, (_, _) => ImageClassifier.Load(path, options));
        return loadAtStart ? services.AddSingleton<IHostedService>(provider => new ClassifierLoading(provider, key)) : services;
    }

    private static void Check(IServiceCollection services, string path, ClassifierOptions? options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (options?.Validate().ToList() is { Count: > 0 } faults)
        {
            throw new InvalidOptionsException(faults);
        }
    }
}
