using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Transfer.Serving;

/// <summary><c>GET /</c> and the files of the page</summary>
internal static class PageEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var file in PageFiles.OfServer)
        {
            routes.MapGet(file.Name == PageFiles.Index ? "/" : $"/{file.Name}", (HttpContext context) =>
            {
                // A newer version of the program has a newer page at the same address.
                context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
                return Results.Bytes(file.Content, file.Type);
            }).ExcludeFromDescription();
        }
    }
}
