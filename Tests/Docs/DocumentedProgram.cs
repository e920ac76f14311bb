using System.CommandLine;
using Spectre.Console.Testing;

namespace Transfer.Tests.Docs;

/// <summary>The commands that documents are compared with.</summary>
internal static class DocumentedProgram
{
    public static RootCommand Root() => new TransferProgram(new TestConsole(), new TestConsole(), TextWriter.Null, TextWriter.Null).Root();
}
