using System.Globalization;

namespace Transfer.Pipeline.Report;

/// <summary>The search of a run's learning rate: <c>learning-rate.csv</c> with <c>rate,loss,smoothed</c>, and its plot.</summary>
internal static class RateSearchFile
{
    private const string Columns = "rate,loss,smoothed";

    public static void Write(RunFolder run, RateFinderResult search, double found)
    {
        File.WriteAllLines(run.RateSearchPath, search.Points
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Rate:R},{p.Loss:R},{p.Smoothed:R}")).Prepend(Columns));
        RateSearchPlot.Of(search, found).SavePng(run.Path);
    }

    /// <summary>Reads a search; null where there was none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static RateFinderResult? Read(RunFolder run)
    {
        if (!File.Exists(run.RateSearchPath))
        {
            return null;
        }

        var values = CsvTable.Read(run.RateSearchPath).Numbers(Columns.Split(','));
        return new RateFinderResult([.. values.Chunk(3).Select(p => new RateFinderPoint(p[0], p[1], p[2]))]);
    }
}
