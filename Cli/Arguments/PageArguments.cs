using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>An export as a page with the model inside.</summary>
internal sealed class PageArguments
{
    private readonly Option<string?> _folder = Value<string?>("--web", "FOLDER",
        "write a page with the model inside instead, for any web server: it runs in the browser, and images are sent nowhere");

    private readonly Option<string?> _runtime = Value<string?>("--runtime", "PATH",
        "the npm package onnxruntime-web for --web, its folder or .tgz [default: the one in this folder]");

    public void AddTo(ProgramCommand command) => command.AddGroup("Page", _folder, _runtime);

    /// <returns>Null where no page is wanted.</returns>
    /// <param name="run">The run folder.</param>
    /// <param name="others">The options of other kinds of export.</param>
    /// <exception cref="ArgumentException">Options that do not go together are given.</exception>
    public WebExportOptions? Read(ParseResult parsed, string run, params Option[] others)
    {
        if (parsed.GetValue(_folder) is not { } folder)
        {
            return parsed.GetValue(_runtime) is null ? null : throw new ArgumentException("--runtime is of --web only; leave it out.");
        }

        var other = Array.Find(others, option => parsed.GetResult(option) is { Implicit: false });
        return other is null ? new WebExportOptions { Run = run, Folder = folder, Runtime = parsed.GetValue(_runtime) }
            : throw new ArgumentException($"{other.Name} is not of --web, which writes its own model.onnx; leave it out.");
    }

    /// <summary>Writes the page.</summary>
    public static void Write(TransferProgram program, WebExportOptions options, CancellationToken cancellation)
    {
        var page = ProgressDisplay.Run(program, progress => WebExport.Write(options, progress, cancellation));
        program.Output.WriteLine($"Written: {page.Folder}, {page.Files.Count} files, {page.Bytes / 1e6:N1} MB, with onnxruntime-web "
            + $"{page.RuntimeVersion}. Serve the folder with any web server.");
    }
}
