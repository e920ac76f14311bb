using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Transfer.Hosting;
using Transfer.Serving;

namespace Transfer.Tests.Docs;

/// <summary>The C# of docs/csharp.md and docs/serving.md, so that it compiles. It is not run.</summary>
internal static class CSharpSamples
{
    public static async Task<string> Tasks(CancellationToken cancellation)
    {
        var stages = new Progress<ProgressUpdate>(update => Console.WriteLine($"{update.Stage}: {update.Text}"));
        var head = await TransferLearning.TrainAsync(new TrainOptions { Data = "PHOTOS", Run = "first" }, stages, cancellation);
        var tuning = new FineTuneOptions { From = head.Run.Path, Unfreeze = "block6b" };
        var tuned = await TransferLearning.FineTuneAsync(tuning, stages, cancellation);
        var test = await TransferLearning.EvaluateAsync(new EvaluateOptions { Run = tuned.Run.Path }, stages, cancellation);
        return $"{head.Validation} {test.Plain}";
    }

    public static async Task Classify(
        ReadOnlyMemory<byte> bytes, Stream stream, IAsyncEnumerable<string> paths, CancellationToken cancellation)
    {
        using var classifier = ImageClassifier.Load("first/model.onnx");
        Console.WriteLine(classifier.Predict(bytes));                             // the bytes of a file
        Console.WriteLine(await classifier.PredictAsync(stream, cancellation));   // a file that is read from a stream

        await foreach (var prediction in classifier.PredictAsync(paths, cancellation))
        {
            Console.WriteLine(prediction);                                        // in the order of the paths
        }
    }

    public static async Task ServePage(CancellationToken cancellation)
    {
        await using var server = await ClassifierServer.StartAsync(new ServeOptions { Model = "runs/pets" }, cancellation);
        Console.WriteLine(server.Address);
        await server.WaitAsync(cancellation);
    }

    public static void Serve()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddTransferClassifier("first/model.onnx", loadAtStart: true);

        var app = builder.Build();
        app.MapPost("/classify", (HttpRequest request, ImageClassifier classifier, CancellationToken cancellation) =>
            classifier.PredictAsync(request.Body, cancellation));
        app.Run();
    }
}
