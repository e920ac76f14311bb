using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Transfer.Serving;

/// <summary><c>POST /predict</c></summary>
internal static class PredictEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/predict", PredictAsync)
        .RequireRateLimiting(RequestLimits.Predictions)
        .TakesImages("the images, in any of the formats that files may have")
        .WithName("predict")
        .WithSummary("Predict images")
        .WithDescription("The files of a form, or the bytes of one image as the body. An image that cannot be used has an error; when none "
            + "can be used, the answer is 400.")
        .Produces<PredictAnswer>();

    private static async Task<PredictAnswer> PredictAsync(
        HttpRequest request, [FromServices] ImageServices services, CancellationToken cancellation)
    {
        var images = await services.Uploads.ReadAsync(request, cancellation);
        var predictions = await Task.WhenAll(images.Select(image => services.Queue.PredictAsync(image.Bytes, cancellation)));
        ImageAnswer[] answers = [.. images.Zip(predictions, (image, prediction) =>
            ImageAnswer.Of(image.Name, prediction, services.Model.Metadata.Targets))];
        return answers.Any(answer => answer.Error is null) ? new PredictAnswer(answers) : throw new RequestFault(
            StatusCodes.Status400BadRequest, string.Join(" ", answers.Select(answer => answer.Error).Distinct().Take(3)));
    }
}
