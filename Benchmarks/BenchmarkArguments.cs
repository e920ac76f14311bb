using System.Globalization;

namespace Transfer.Benchmarks;

/// <summary>Reads <c>--name value</c>.</summary>
internal static class BenchmarkArguments
{
    public static string? Text(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length
        ? args[i + 1] : null;

    public static int Number(string[] args, string name, int otherwise) =>
        Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
