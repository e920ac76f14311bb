using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transfer.Hosting;
using Transfer.Tests.Support;

namespace Transfer.Tests.Hosting;

public sealed class ClassifierServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_classifier_is_opened_when_it_is_asked_for_and_closed_with_the_container()
    {
        var path = _folder.File("model.onnx");
        var services = new ServiceCollection().AddTransferClassifier(path).BuildServiceProvider();
        // The file is written only now, so nothing has looked for it.
        ExportedModels.OfImages(path);
        var classifier = services.GetRequiredService<ImageClassifier>();
        using (var scope = services.CreateScope())
        {
            Assert.Same(classifier, scope.ServiceProvider.GetRequiredService<ImageClassifier>());
        }

        var png = DrawnImages.Png(1, 1, 32);
        Assert.Null(classifier.Predict(png).Error);
        services.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Predict(png));
    }

    [Fact]
    public void Several_models_have_keys()
    {
        var model = ExportedModels.OfImages(_folder.File("model.onnx"));
        using var services = new ServiceCollection()
            .AddKeyedTransferClassifier("plain", model)
            .AddKeyedTransferClassifier("averaged", model, new ClassifierOptions { TestViews = 3 })
            .BuildServiceProvider();
        var plain = services.GetRequiredKeyedService<ImageClassifier>("plain");
        var averaged = services.GetRequiredKeyedService<ImageClassifier>("averaged");
        Assert.Same(plain, services.GetRequiredKeyedService<ImageClassifier>("plain"));
        var png = DrawnImages.Png(0, 1, 48);
        Assert.NotEqual(plain.Predict(png).Probability, averaged.Predict(png).Probability);
        Assert.Null(services.GetService<ImageClassifier>());
    }

    [Fact]
    public async Task A_program_that_loads_at_start_does_not_start_without_each_of_its_models()
    {
        var model = ExportedModels.OfImages(_folder.File("model.onnx"));
        await using var services = new ServiceCollection()
            .AddTransferClassifier(model, loadAtStart: true)
            .AddKeyedTransferClassifier("other", _folder.File("none.onnx"), loadAtStart: true)
            .BuildServiceProvider();
        var starting = services.GetServices<IHostedService>().ToList();
        Assert.Equal(2, starting.Count);
        await starting[0].StartAsync(CancellationToken.None);
        await Assert.ThrowsAsync<FileNotFoundException>(() => starting[1].StartAsync(CancellationToken.None));
    }

    [Fact]
    public void Options_with_faults_are_refused_when_they_are_given() => Assert.StartsWith(
        "The number of test-time views",
        Assert.Throws<InvalidOptionsException>(() => new ServiceCollection().AddTransferClassifier(
            "model.onnx", new ClassifierOptions { TestViews = -1 })).Message,
        StringComparison.Ordinal);
}
