using Microsoft.OpenApi;

namespace Transfer.Serving;

/// <summary>Describes the body of a request that has images.</summary>
internal static class ImageBody
{
    private static readonly string[] Raw = ["application/octet-stream", "image/*"];

    /// <summary>Says in the OpenAPI document what <see cref="UploadReader"/> reads.</summary>
    /// <param name="description">What the files of a form are.</param>
    public static RouteHandlerBuilder TakesImages(this RouteHandlerBuilder endpoint, string description) => endpoint
        .WithTags("images")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = Of(description);
            return Task.CompletedTask;
        });

    private static OpenApiRequestBody Of(string description)
    {
        var binary = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["images"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = binary, Description = description },
            },
        };
        var content = Raw.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = binary });
        content["multipart/form-data"] = new OpenApiMediaType { Schema = form };
        return new OpenApiRequestBody { Required = true, Content = content };
    }
}
