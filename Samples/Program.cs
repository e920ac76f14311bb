using Transfer.Samples;

try
{
    switch (args)
    {
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
            Console.Error.WriteLine("Expected mnist FOLDER (with t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz), imdb "
                + "FOLDER (with train.csv.gz and, if there is one, test.csv.gz), or mlnet FOLDER (with a folder of photographs a class).");
            return 1;
    }
}
catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"Error: {exception.Message}");
    return 1;
}
