using System.Net;

namespace Transfer.Serving;

/// <summary>
/// Answers only who means this machine: pages of other sites that a browser has open can send requests here as well, and a name of their
/// own may lead here.
/// </summary>
internal static class LocalRequests
{
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!IsLocal(request.Host.Host))
        {
            throw new RequestFault(StatusCodes.Status403Forbidden,
                $"The request is for the host '{request.Host.Host}'; expected localhost, 127.0.0.1 or [::1].");
        }

        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if ((origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}") || site is "cross-site" or "same-site")
        {
            var page = origin.Length > 0 ? origin : site;
            throw new RequestFault(StatusCodes.Status403Forbidden,
                $"The request comes from a page of '{page}'; expected the page of this server or a program.");
        }

        return next(context);
    }

    private static bool IsLocal(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
