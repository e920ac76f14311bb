namespace Transfer.Serving;

/// <summary>What an endpoint about images needs.</summary>
internal sealed record ImageServices(ServedModel Model, UploadReader Uploads, PredictionQueue Queue);
