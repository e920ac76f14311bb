namespace Transfer.Pipeline;

/// <summary>The names of stages in reports of progress.</summary>
internal static class Stages
{
    public const string Preparing = "Preparing";
    public const string Extracting = "Extracting features";
    public const string Training = "Training";
    public const string Evaluating = "Evaluating";
    public const string Exporting = "Exporting";
    public const string FineTuning = "Fine-tuning";
    public const string Folds = "Folds";
    public const string Quantizing = "Quantizing";
    public const string Measuring = "Measuring images";
    public const string Auditing = "Auditing";
    public const string Probing = "Trying preprocessings";
    public const string Tuning = "Tournament";
    public const string Reporting = "Reporting";
}
