namespace Transfer.Serving;

/// <summary>Turns faults into problem details (RFC 9457) with one sentence.</summary>
internal static class FaultAnswers
{
    public static async Task Catch(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var (status, sentence) = exception switch
            {
                RequestFault fault => (fault.Status, fault.Message),
                ObjectDisposedException => (StatusCodes.Status503ServiceUnavailable, "The server is being stopped."),
                _ => (StatusCodes.Status500InternalServerError,
                    $"Something unexpected went wrong ({exception.GetType().Name}: {exception.Message.Split('\n')[0].Trim()})."),
            };
            await Results.Problem(sentence, statusCode: status).ExecuteAsync(context);
        }
    }

    /// <summary>Adds a sentence to answers that have none.</summary>
    public static void Explain(ProblemDetailsContext context)
    {
        var (problem, request) = (context.ProblemDetails, context.HttpContext.Request);
        problem.Extensions.Remove("traceId");
        problem.Detail ??= problem.Status switch
        {
            StatusCodes.Status404NotFound => $"There is no '{request.Path}' here. The page is at /, and /openapi.json lists the rest.",
            StatusCodes.Status405MethodNotAllowed => $"'{request.Path}' was asked with {request.Method}; expected "
                + $"{context.HttpContext.Response.Headers.Allow}.",
            _ => null,
        };
    }

    /// <summary>The answer when too many requests wait.</summary>
    public static async ValueTask TooMany(HttpContext context, int most)
    {
        context.Response.Headers.RetryAfter = "1";
        await Results.Problem($"The most requests at a time, {most:N0}, are worked on or wait already. Try again in a second.",
            statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }
}
