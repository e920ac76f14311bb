using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Transfer.Serving;

/// <summary><c>GET /health</c> and <c>GET /metadata</c></summary>
internal static class InfoEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", ([FromServices] PredictionQueue queue) => new HealthAnswer("ok", queue.Waiting))
            .WithName("health")
            .WithTags("server")
            .WithSummary("Tell whether the server works");
        routes.MapGet("/metadata", Describe)
            .WithName("metadata")
            .WithTags("server")
            .WithSummary("Tell what the model is");
    }

    private static MetadataAnswer Describe(
        [FromServices] ServedModel model, [FromServices] CorrectionFolder corrections, [FromServices] ServeOptions options) =>
        MetadataAnswer.Of(model.Name, model.Metadata) with
        {
            NotExplained = model.NotExplained,
            NotCorrected = model.NotCorrected,
            Corrections = model.NotCorrected is null ? corrections.Path : null,
            MaxImageBytes = options.MaxImageBytes,
            MaxRequestBytes = options.MaxRequestBytes,
            MaxImages = options.MaxImages,
        };
}
