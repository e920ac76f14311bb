using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Transfer.Tests.ML;

/// <summary>A row of the tests' data. The image is one of ML.NET where a test sets it.</summary>
internal sealed class Photo
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";

    public bool IsRed { get; set; }

    [ImageType(48, 48)]
    public MLImage? Image { get; set; }
}
