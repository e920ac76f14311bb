using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Transfer.Hosting;

namespace Transfer.Serving;

/// <summary>Puts the server together: services, limits, endpoints.</summary>
internal static class ServerSetup
{
    // Nothing comes from elsewhere, and no other page shows this one.
    private const string ContentPolicy = "frame-ancestors 'none'";

    /// <summary>A server that is not started. It has no settings but these: no files, no variables of the environment.</summary>
    public static WebApplication Create(ServeOptions options, ServedModel model, CorrectionFolder corrections)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Transfer" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        AddServices(builder.Services, options);
        builder.Services.AddSingleton(options).AddSingleton(model).AddSingleton(corrections).AddSingleton<UploadReader>()
            .AddSingleton<PredictionQueue>().AddSingleton<ImageServices>()
            .AddTransferClassifier(model.Path, options.Classifier, loadAtStart: true);
        var app = builder.Build();
        app.Use(AddHeaders);
        app.Use(FaultAnswers.Catch);
        app.UseStatusCodePages();
        app.Use(LocalRequests.Check);
        app.UseRouting();
        app.UseRateLimiter();
        MapEndpoints(app);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        // Of this machine only.
        kestrel.Listen(IPAddress.Loopback, options.Port);
    }

    private static void AddServices(IServiceCollection services, ServeOptions options)
    {
        services.AddRoutingCore();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = FaultAnswers.Explain);
        services.AddOpenApi(document => document.AddDocumentTransformer((page, _, _) =>
        {
            (page.Info.Title, page.Info.Version) = ("Transfer", typeof(ServerSetup).Assembly.GetName().Version!.ToString(3));
            return Task.CompletedTask;
        }));
        services.AddRateLimiter(limiter => RequestLimits.Configure(limiter, options));
        services.ConfigureHttpJsonOptions(json => AnswerJson.Configured(json.SerializerOptions));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        // Whoever has the server says when it ends; a signal is theirs to handle.
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, OwnedLifetime>());
    }

    private static void MapEndpoints(WebApplication app)
    {
        PageEndpoints.Map(app);
        PredictEndpoint.Map(app);
        ExplainEndpoint.Map(app);
        CorrectionEndpoint.Map(app);
        InfoEndpoints.Map(app);
        app.MapOpenApi("/openapi.json").ExcludeFromDescription();
    }

    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        (headers.XContentTypeOptions, headers.ContentSecurityPolicy) = ("nosniff", ContentPolicy);
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
        return next(context);
    }
}
