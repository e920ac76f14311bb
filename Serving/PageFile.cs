namespace Transfer.Serving;

/// <summary>A file of the page.</summary>
/// <param name="Name">Its name beside the other files.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PageFile(string Name, string Type, byte[] Content);
