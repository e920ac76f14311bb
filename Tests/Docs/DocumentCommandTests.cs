using Transfer.Tests.Support;

namespace Transfer.Tests.Docs;

/// <summary>The commands of documents run, page by page, and one after another on each.</summary>
public sealed class DocumentCommandTests(DocumentCommandTests.Cache cache) : IClassFixture<DocumentCommandTests.Cache>
{
    public static TheoryData<string> Pages =>
        [.. MarkdownPage.All.Where(page => Commands(page).Any()).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_that_are_not_marked_run(string page)
    {
        using var folder = new DocumentFolder(cache.Path);
        foreach (var command in Commands(MarkdownPage.Read(page)))
        {
            var (code, output) = folder.Run(CodeBlock.Arguments(command)!);
            Assert.True(code == 0, $"{command}\n{output}");
        }
    }

    private static IEnumerable<string> Commands(MarkdownPage page) => page.Blocks.Where(block => block.WhyNotRun is null)
        .SelectMany(block => block.Commands).Where(command => CodeBlock.Arguments(command) is not null);

    /// <summary>A cache for all pages, whose images are the same.</summary>
    public sealed class Cache : IDisposable
    {
        private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();

        public string Path => _folder.File("features");

        public void Dispose() => _folder.Dispose();
    }
}
