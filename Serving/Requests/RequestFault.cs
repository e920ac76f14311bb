namespace Transfer.Serving;

/// <summary>A request that cannot be answered, with a sentence for whoever sent it.</summary>
/// <param name="status">The status of the answer, 4xx or 5xx.</param>
/// <param name="sentence">What was received, what was expected, and what to do.</param>
internal sealed class RequestFault(int status, string sentence) : Exception(sentence)
{
    public int Status { get; } = status;
}
