using System.Globalization;
using Transfer.Pipeline.Training;

namespace Transfer.Samples;

/// <summary>A line for each epoch, as Keras prints them, with a star at the best.</summary>
internal static class EpochTable
{
    public static void Write(History history, TextWriter output)
    {
        output.WriteLine($"epoch    loss  {history.Metric}  val_loss  val_{history.Metric}");
        foreach (var epoch in history.Epochs)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{epoch.Number,5}  {epoch.Loss:F4}  {epoch.Metric,8:F4}  {epoch.ValidationLoss,8:F4}  "
                    + $"{epoch.ValidationMetric,12:F4}{(epoch == history.Best ? "  *" : "")}"));
        }
    }
}
