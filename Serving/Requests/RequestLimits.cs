using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Transfer.Serving;

/// <summary>How many requests may be worked on or wait at a time, so that memory stays bounded.</summary>
internal static class RequestLimits
{
    public const string Predictions = "predictions";
    public const string Explanations = "explanations";

    public static void Configure(RateLimiterOptions limiter, ServeOptions options)
    {
        limiter.AddConcurrencyLimiter(Predictions, limit => (limit.PermitLimit, limit.QueueLimit) = (options.MaxRequests, 0));
        // Images are explained one after another.
        limiter.AddConcurrencyLimiter(Explanations, limit =>
        {
            (limit.PermitLimit, limit.QueueLimit) = (1, options.MaxRequests - 1);
            limit.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
        });
        limiter.OnRejected = (rejected, _) => FaultAnswers.TooMany(rejected.HttpContext, options.MaxRequests);
    }
}
