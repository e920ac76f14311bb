using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Transfer.Hosting;
using Transfer.Pipeline;

namespace Transfer.Samples;

/// <summary>A web service of ASP.NET Core: a photograph is posted to <c>/classify</c>, and its prediction comes back as JSON.</summary>
internal static class WebService
{
    /// <param name="model">A <c>model.onnx</c>; without it the service does not start.</param>
    /// <param name="arguments">Settings of ASP.NET Core, such as <c>--urls http://localhost:5000</c>.</param>
    public static WebApplication Create(string model, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.Services.AddTransferClassifier(model, loadAtStart: true);

        var app = builder.Build();
        app.MapPost("/classify", async (HttpRequest request, ImageClassifier classifier, CancellationToken cancellation) =>
        {
            var prediction = await classifier.PredictAsync(request.Body, cancellation);
            return prediction.Error is { } error
                ? Results.BadRequest($"The image {error}.")
                : Results.Ok(new { prediction.Class, prediction.Probability, prediction.Probabilities });
        });
        return app;
    }
}
