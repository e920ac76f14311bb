namespace Transfer.Pipeline;

/// <summary>Keeps the last counts of an extraction, and passes them on as the progress of a stage.</summary>
internal sealed class ExtractionCounts(IProgress<ProgressUpdate>? progress) : IProgress<ExtractionProgress>
{
    public ExtractionProgress Last { get; private set; } = new();

    public void Report(ExtractionProgress value)
    {
        if (value.Text.Length > 0)
        {
            progress.Say(Stages.Extracting, value.Text);
        }

        if (value.Listed > 0)
        {
            Last = value;
            progress?.Report(new ProgressUpdate(Stages.Extracting, value.Files, value.Listed, "images"));
        }
    }
}
