using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transfer.Tests.Support;

namespace Transfer.Tests.ML;

public sealed class ExtractFeaturesTests : IDisposable
{
    private readonly PhotoData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Features_are_those_of_an_extraction()
    {
        var options = new ExtractOptions
        {
            Data = _data.Folder,
            Features = _data.Options.Features with { Cache = _data.File("another") },
        };
        var rows = await FeatureExtraction.ExtractAsync(options).ToDictionaryAsync(r => Path.Combine(_data.Folder, r.Path));
        var features = PhotoData.Features(_data.Extraction.Fit(_data.View).Transform(_data.View));
        Assert.Equal(_data.Photos.Length, features.Length);
        Assert.All(_data.Photos.Zip(features), p => Assert.Equal(rows[p.First.ImagePath].Features.ToArray(), p.Second));
    }

    [Fact]
    public void The_column_is_a_vector_of_known_size()
    {
        var model = _data.Extraction.Fit(_data.View);
        var type = Assert.IsType<VectorDataViewType>(model.GetOutputSchema(_data.View.Schema)["Features"].Type);
        Assert.Equal((16, true, NumberDataViewType.Single), (type.Size, type.IsKnownSize, type.ItemType));
        Assert.Equal(type, model.Transform(_data.View).Schema["Features"].Type);
    }

    [Fact]
    public void Cross_validation_runs_the_base_once_per_image()
    {
        var trainer = _data.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 1e-4f, l2Regularization: 1e-4f);
        var pipeline = _data.Keys.Append(_data.Extraction).Append(trainer);
        var folds = _data.Context.MulticlassClassification.CrossValidate(_data.View, pipeline, numberOfFolds: 4);
        Assert.Equal(4, folds.Count);
        Assert.All(folds, f => Assert.Equal(1, f.Metrics.MicroAccuracy));
        Assert.Equal(_data.Photos.Length, _data.Extracted);
        _data.Context.MulticlassClassification.CrossValidate(_data.View, pipeline, numberOfFolds: 3);
        Assert.Equal(_data.Photos.Length, _data.Extracted);
    }

    [Fact]
    public void Nothing_is_extracted_where_features_are_not_read()
    {
        var view = _data.Extraction.Fit(_data.View).Transform(_data.View);
        Assert.Equal(_data.Photos.Select(p => p.Label), view.GetColumn<string>("Label"));
        Assert.Equal(0, _data.Extracted);
    }

    [Fact]
    public void Rows_keep_their_features_in_any_order()
    {
        var view = _data.Extraction.Fit(_data.View).Transform(_data.View);
        var known = view.GetColumn<string>("ImagePath").Zip(PhotoData.Features(view)).ToDictionary(p => p.First, p => p.Second);
        var shuffled = _data.Context.Data.ShuffleRows(view, seed: 3);
        var paths = shuffled.GetColumn<string>("ImagePath").ToArray();
        Assert.NotEqual(_data.Photos.Select(p => p.ImagePath), paths);
        Assert.All(paths.Zip(PhotoData.Features(shuffled)), p => Assert.Equal(known[p.First], p.Second));
        Assert.Equal(_data.Photos.Length, _data.Extracted);
    }

    [Fact]
    public void A_saved_model_gives_the_same_features()
    {
        var model = _data.Extraction.Fit(_data.View);
        var expected = PhotoData.Features(model.Transform(_data.View));
        _data.Context.Model.Save(model, _data.View.Schema, _data.File("model.zip"));
        var other = new MLContext();
        other.ComponentCatalog.RegisterTransfer();
        other.ComponentCatalog.RegisterTransfer();
        var loaded = other.Model.Load(_data.File("model.zip"), out _);
        Assert.Equal(expected, PhotoData.Features(loaded.Transform(_data.View)));
    }

    [Fact]
    public void A_saved_model_takes_the_usual_cache_where_its_own_is_not_there()
    {
        var model = _data.Extraction.Fit(_data.View);
        _data.Context.Model.Save(model, _data.View.Schema, _data.File("model.zip"));
        Assert.Null(Cache());
        PhotoData.Features(model.Transform(_data.View));
        Assert.Equal(_data.Options.Features.Cache, Cache());

        string? Cache() => Assert.IsType<FeatureTransformer>(
            _data.Context.Model.Load(_data.File("model.zip"), out _)).Options.Features.Cache;
    }

    [Fact]
    public void A_saved_model_refuses_another_network()
    {
        var model = _data.Extraction.Fit(_data.View);
        _data.Context.Model.Save(model, _data.View.Schema, _data.File("model.zip"));
        var loaded = _data.Context.Model.Load(_data.File("model.zip"), out _);
        var other = TinyModels.Create(graph =>
        {
            TinyModels.AddConv(graph, "relu2", "conv3", 16, 16, 3);
            graph.Node.Add(ProtoExtensions.Node("Relu", ["conv3"], "relu3"));
            graph.Output.Add(ProtoExtensions.FloatValue("relu3"));
        });
        File.WriteAllBytes(_data.Options.Features.Model!, other.ToByteArray());
        var fault = Assert.Throws<InvalidDataException>(() => loaded.Transform(_data.View));
        Assert.Contains("was trained on features of another network than", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prediction_engines_give_the_features_of_the_rows_from_several_threads()
    {
        var model = _data.Extraction.Fit(_data.View);
        var expected = PhotoData.Features(model.Transform(_data.View));
        Parallel.For(0, 3, _ =>
        {
            using var engine = _data.Context.Model.CreatePredictionEngine<Photo, PhotoScore>(
                model, new PredictionEngineOptions { OwnsTransformer = false });
            Assert.All(_data.Photos.Zip(expected), p => Assert.Equal(p.Second, engine.Predict(p.First).Features));
        });
    }

    [Fact]
    public void Images_in_memory_have_the_features_of_their_files()
    {
        var expected = PhotoData.Features(_data.Extraction.Fit(_data.View).Transform(_data.View));
        foreach (var photo in _data.Photos)
        {
            photo.Image = MLImage.CreateFromFile(photo.ImagePath);
        }

        var pixels = _data.Context.Transforms.ExtractFeatures("Features", "Image", _data.Options);
        var model = pixels.Fit(_data.View);
        Assert.Equal(expected, PhotoData.Features(model.Transform(_data.View)));
        Assert.Equal(2 * _data.Photos.Length, _data.Extracted);
        Assert.Equal(expected, PhotoData.Features(pixels.Fit(_data.View).Transform(_data.View)));
        Assert.Equal(2 * _data.Photos.Length, _data.Extracted);
        using var engine = _data.Context.Model.CreatePredictionEngine<Photo, PhotoScore>(model);
        Assert.Equal(expected[0], engine.Predict(_data.Photos[0]).Features);
        Array.ForEach(_data.Photos, p => p.Image!.Dispose());
    }

    [Fact]
    public void Images_that_ml_net_loads_have_the_features_of_their_files()
    {
        var expected = PhotoData.Features(_data.Extraction.Fit(_data.View).Transform(_data.View));
        var pipeline = _data.Context.Transforms.LoadImages("Loaded", "", "ImagePath")
            .Append(_data.Context.Transforms.ExtractFeatures("Features", "Loaded", _data.Options));
        Assert.Equal(expected, PhotoData.Features(pipeline.Fit(_data.View).Transform(_data.View)));
    }

    [Fact]
    public void Relative_paths_are_relative_to_the_folder_of_the_options()
    {
        var expected = PhotoData.Features(_data.Extraction.Fit(_data.View).Transform(_data.View));
        var relative = _data.Of(Array.ConvertAll(
            _data.Photos, p => new Photo { ImagePath = Path.GetRelativePath(_data.Folder, p.ImagePath), Label = p.Label }));
        var pipeline = _data.Context.Transforms.ExtractFeatures("Features", "ImagePath", _data.Options with { Folder = _data.Folder });
        Assert.Equal(expected, PhotoData.Features(pipeline.Fit(relative).Transform(relative)));
    }

    [Fact]
    public void Data_without_rows_give_a_column_without_rows()
    {
        var view = _data.Extraction.Fit(_data.View).Transform(_data.Of());
        Assert.Empty(PhotoData.Features(view));
        Assert.IsType<VectorDataViewType>(view.Schema["Features"].Type);
    }

    [Fact]
    public void A_model_outlives_another_one_of_the_same_estimator()
    {
        var estimator = _data.Extraction;
        var (first, second) = (estimator.Fit(_data.View), estimator.Fit(_data.View));
        var view = second.Transform(_data.View);
        ((IDisposable)first).Dispose();
        Assert.Equal(_data.Photos.Length, PhotoData.Features(view).Length);
        Assert.Throws<ObjectDisposedException>(() => first.Transform(_data.View));
        ((IDisposable)second).Dispose();
        Assert.Throws<ObjectDisposedException>(() => PhotoData.Features(view));
        Assert.Equal(_data.Photos.Length, PhotoData.Features(estimator.Fit(_data.View).Transform(_data.View)).Length);
    }

    [Fact]
    public void An_extraction_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var pipeline = _data.Context.Transforms.ExtractFeatures("Features", "ImagePath", _data.Options, source.Token);
        var view = pipeline.Fit(_data.View).Transform(_data.View);
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => PhotoData.Features(view));
    }
}
