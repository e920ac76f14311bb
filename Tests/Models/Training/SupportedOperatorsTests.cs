using System.Globalization;
using System.Text;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class SupportedOperatorsTests
{
    private const string Header = "| Operator | Forms from opset |";

    [Fact]
    public void The_table_in_the_documents_is_what_the_code_supports()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "fine-tuning.md"));
        var table = string.Join('\n', lines.SkipWhile(l => l != Header).TakeWhile(l => l.StartsWith('|')));
        Assert.True(
            Expected() == table, $"The table in docs/fine-tuning.md is not what the code supports. The right one:\n\n{Expected()}\n");
    }

    private static string Expected()
    {
        var text = new StringBuilder(Header).Append("\n| --- | --- |");
        foreach (var (name, since) in OperatorTable.Supported)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n| {name} | {string.Join(", ", since)} |");
        }

        return text.ToString();
    }
}
