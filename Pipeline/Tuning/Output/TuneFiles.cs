using System.Globalization;
using System.Text;

namespace Transfer.Pipeline.Tuning;

/// <summary>
/// What a tournament leaves in its folder: <c>tune.html</c>, <c>tuning.json</c>, <c>tuning.csv</c>, <c>report-tuning.png</c>.
/// </summary>
internal static class TuneFiles
{
    private const string Columns = "model,image_size,cut,pooling,head,weight_decay,views,unfreeze,learning_rate,test_views,folds,"
        + "accuracy,low,high,loss,milliseconds,megabytes,training_seconds,gain,as_good,front";

    public static void Write(TuneResult result)
    {
        var table = new StringBuilder(Columns).Append('\n');
        foreach (var row in result.Finalists.Concat(result.LeftOut))
        {
            table.AppendJoin(',', Fields(row)).Append('\n');
        }

        Write(result.Folder, "tuning.csv", table.ToString());
        TunePlot.Of(result.Finalists)[0].SavePng(result.Folder);
        Write(result.Folder, "tune.html", TunePage.Of(result));
        Write(result.Folder, "tuning.json", RunFolder.ToJson(result));
    }

    private static IEnumerable<string> Fields(TunedConfiguration row)
    {
        var configuration = row.Configuration;
        string[] names =
            [configuration.Model, $"{configuration.ImageSize}", configuration.Cut ?? "", configuration.PoolingText, configuration.Head];
        return names.Select(CsvField.Quoted)
            .Append(configuration.WeightDecay.ToString("R", CultureInfo.InvariantCulture))
            .Append($"{configuration.Views}")
            .Append(CsvField.Quoted(configuration.Unfreeze ?? ""))
            .Append(configuration.LearningRate?.ToString("R", CultureInfo.InvariantCulture) ?? "")
            .Append($"{configuration.TestViews}")
            .Append($"{row.Folds}")
            .Concat(new[]
            {
                row.Accuracy, row.Low, row.High, row.Loss, row.Milliseconds, row.Megabytes, row.TrainingSeconds,
            }.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)))
            .Append(row.Gain?.Value.ToString("G6", CultureInfo.InvariantCulture) ?? "")
            .Append(row.IsAsGood ? "1" : "0")
            .Append(row.IsOnFront ? "1" : "0");
    }

    private static void Write(string folder, string name, string text) =>
        AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(text));
}
