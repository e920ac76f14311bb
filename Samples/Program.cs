using Transfer.Pipeline;
using Transfer.Samples;

try
{
    switch (args)
    {
        case ["quickstart", var photos, var photo]:
            await QuickStart.Run(new TrainOptions { Data = photos }, photo, Console.Out);
            return 0;
        case ["features", var photos, var folder]:
            await FeatureFiles.Run(new ExtractOptions { Data = photos }, folder, Console.Out);
            return 0;
        case ["batch", var model, var folder]:
            await BatchPrediction.Run(model, folder, Console.Out);
            return 0;
        case ["web", var model, .. var settings]:
            await WebService.Create(model, settings).RunAsync();
            return 0;
        case ["mnist", var folder]:
            Mnist.Run(folder, Console.Out);
            return 0;
        case ["imdb", var folder]:
            Imdb.Run(folder, Console.Out);
            return 0;
        case ["mlnet", var folder]:
            Photographs.Run(folder, Console.Out);
            return 0;
        default:
            Console.Error.WriteLine("""
                Expected one of
                  quickstart PHOTOS PHOTO   trains on a folder of photographs, and predicts another one
                  features PHOTOS FOLDER    writes features.npy and features.parquet, and reads them back
                  batch MODEL FOLDER        predicts the files of a folder as they come from a queue
                  web MODEL                 classifies what is posted to /classify, such as with curl --data-binary @PHOTO.jpg
                  mnist FOLDER              with t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz
                  imdb FOLDER               with train.csv.gz and, if there is one, test.csv.gz
                  mlnet FOLDER              with a folder of photographs for each class; trainers of ML.NET on cached features
                """);
            return 1;
    }
}
catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException
    or NotSupportedException)
{
    Console.Error.WriteLine($"Error: {exception.Message}");
    return 1;
}
