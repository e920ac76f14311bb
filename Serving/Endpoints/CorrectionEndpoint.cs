using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Transfer.Serving;

/// <summary><c>POST /corrections</c></summary>
internal static class CorrectionEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/corrections", SaveAsync)
        .RequireRateLimiting(RequestLimits.Predictions)
        .TakesImages("one image")
        .WithName("correct")
        .WithSummary("Say what an image is")
        .WithDescription("Keeps the image in the folder of this class, for the next training. The same image is kept once; the last class "
            + "holds.")
        .Produces<CorrectionAnswer>()
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<CorrectionAnswer> SaveAsync(
        HttpRequest request, [FromServices] ImageServices services, [FromServices] CorrectionFolder folder,
        [FromQuery(Name = "class")] string? name, CancellationToken cancellation)
    {
        if (services.Model.NotCorrected is { } reason)
        {
            throw new RequestFault(StatusCodes.Status409Conflict, reason);
        }

        var image = await services.Uploads.ReadOneAsync(request, cancellation);
        // What cannot be decoded is of no use in training either.
        if ((await services.Queue.PredictAsync(image.Bytes, cancellation)).Error is { } fault)
        {
            throw new RequestFault(StatusCodes.Status400BadRequest, ImageAnswer.Sentence(image.Name, fault));
        }

        var correction = Save(folder, image, name ?? "");
        return new CorrectionAnswer(
            correction.Class, Path.GetRelativePath(folder.Path, correction.Path).Replace('\\', '/'), correction.Outcome);
    }

    private static Correction Save(CorrectionFolder folder, UploadedImage image, string name)
    {
        try
        {
            return folder.Save(image.Bytes, name);
        }
        catch (ArgumentException exception)
        {
            throw new RequestFault(StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RequestFault(
                StatusCodes.Status500InternalServerError, $"The correction cannot be kept in '{folder.Path}': {exception.Message}");
        }
    }
}
