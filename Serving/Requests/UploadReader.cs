using Microsoft.AspNetCore.Http.Features;

namespace Transfer.Serving;

/// <summary>Reads the images of a request: the files of a form (<c>multipart/form-data</c>), or one image as the body.</summary>
internal sealed class UploadReader(ServeOptions options)
{
    /// <summary>Reads all images; at least one.</summary>
    /// <exception cref="RequestFault">There is none, it is too large, or the body is of another kind.</exception>
    public async Task<IReadOnlyList<UploadedImage>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            List<UploadedImage> images = IsForm(request) ? await ReadFormAsync(request, cancellation)
                : [await ReadBodyAsync(request, cancellation)];
            return images.Count > 0 ? images : throw new RequestFault(
                StatusCodes.Status400BadRequest, "The form has no file. Send images as files of the form.");
        }
        catch (BadHttpRequestException exception)
        {
            throw new RequestFault(exception.StatusCode, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The request has more than {options.MaxRequestBytes:N0} bytes, the most that are accepted. Send fewer images at a time."
                : $"The request cannot be read: {exception.Message}");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new RequestFault(StatusCodes.Status400BadRequest, $"The form cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads a request that is about one image.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<UploadedImage> ReadOneAsync(HttpRequest request, CancellationToken cancellation) =>
        await ReadAsync(request, cancellation) is [var image] ? image : throw new RequestFault(
            StatusCodes.Status400BadRequest, "The form has several files; expected one image.");

    private async Task<List<UploadedImage>> ReadFormAsync(HttpRequest request, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(
            new FormOptions
            {
                // Nothing goes to the disk: the size of a request is limited already.
                MemoryBufferThreshold = (int)Math.Min(options.MaxRequestBytes, int.MaxValue),
                MultipartBodyLengthLimit = options.MaxRequestBytes,
            },
            cancellation);
        if (form.Files.Count > options.MaxImages)
        {
            throw new RequestFault(StatusCodes.Status413PayloadTooLarge,
                $"The form has {form.Files.Count:N0} files; at most {options.MaxImages:N0} are accepted. Send fewer images at a time.");
        }

        var images = new List<UploadedImage>();
        foreach (var file in form.Files)
        {
            ThrowIfTooLarge(file.Length);
            var bytes = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, cancellation);
            images.Add(new UploadedImage(file.FileName, bytes));
        }

        return images;
    }

    private async Task<UploadedImage> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        var type = request.ContentType ?? "";
        if (type.Length > 0 && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            && !type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestFault(StatusCodes.Status415UnsupportedMediaType, $"The body is '{type}'; expected multipart/form-data with "
                + "files, or the bytes of one image as image/jpeg, image/png or application/octet-stream.");
        }

        ThrowIfTooLarge(request.ContentLength ?? 0);
        using var memory = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
        {
            ThrowIfTooLarge(memory.Length + read);
            memory.Write(buffer, 0, read);
        }

        return memory.Length > 0 ? new UploadedImage("", memory.ToArray()) : throw new RequestFault(
            StatusCodes.Status400BadRequest, "The body is empty; expected the bytes of an image, or a form with files.");
    }

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    private void ThrowIfTooLarge(long bytes)
    {
        if (bytes > options.MaxImageBytes)
        {
            throw new RequestFault(StatusCodes.Status413PayloadTooLarge,
                $"The image has more than {options.MaxImageBytes:N0} bytes, the most that are accepted. Send a smaller one.");
        }
    }
}
