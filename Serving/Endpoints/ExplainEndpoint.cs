using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Transfer.Serving;

/// <summary><c>POST /explain</c></summary>
internal static class ExplainEndpoint
{
    private const string Jpeg = "image/jpeg";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/explain", ExplainAsync)
        .RequireRateLimiting(RequestLimits.Explanations)
        .TakesImages("one image")
        .WithName("explain")
        .WithSummary("Show what a prediction is based on")
        .WithDescription("Grad-CAM over the image as the network sees it, as JPEG. The class is the predicted one unless it is given. "
            + "A model.onnx without its run folder cannot be explained: the answer is 501.")
        .Produces<byte[]>(contentType: Jpeg)
        .ProducesProblem(StatusCodes.Status501NotImplemented);

    private static async Task<IResult> ExplainAsync(
        HttpRequest request, [FromServices] ImageServices services, [FromQuery(Name = "class")] string? name,
        CancellationToken cancellation)
    {
        var explainer = services.Model.Explainer
            ?? throw new RequestFault(StatusCodes.Status501NotImplemented, services.Model.NotExplained!);
        var image = await services.Uploads.ReadOneAsync(request, cancellation);
        name ??= MostProbable(image, await services.Queue.PredictAsync(image.Bytes, cancellation));
        if (!explainer.Classes.Contains(name))
        {
            throw new RequestFault(StatusCodes.Status400BadRequest, $"'{VisibleText.Of(name)}' is none of the classes; "
                + "the metadata have their names.");
        }

        var explanation = await Task.Run(() => explainer.Explain(image.Bytes, name), cancellation);
        return explanation.Error is { } reason
            ? throw new RequestFault(StatusCodes.Status400BadRequest, ImageAnswer.Sentence(image.Name, reason))
            : Results.Bytes(explanation.Jpeg, Jpeg);
    }

    private static string MostProbable(UploadedImage image, Prediction prediction) => prediction.Error is { } reason
        ? throw new RequestFault(StatusCodes.Status400BadRequest, ImageAnswer.Sentence(image.Name, reason))
        : (prediction.Probabilities.Count > 0 ? prediction.Probabilities : prediction.Values).MaxBy(p => p.Value).Key;
}
