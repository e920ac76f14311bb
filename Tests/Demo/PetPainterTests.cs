using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Demo;

public sealed class PetPainterTests
{
    [Theory]
    [InlineData("cat", 0)]
    [InlineData("cat", 1)]
    [InlineData("cat", 2)]
    [InlineData("dog", 0)]
    [InlineData("dog", 1)]
    [InlineData("dog", 2)]
    public void The_animals_look_as_they_always_did(string pet, int index)
    {
        var image = PetPainter.Paint(Enum.Parse<Pet>(pet, ignoreCase: true), 3, index, 96);
        ReferenceImages.AssertSame("Demo", $"{pet}-{index}.jpg", image, tolerance: 4);
        Assert.Equal(image, PetPainter.Paint(Enum.Parse<Pet>(pet, ignoreCase: true), 3, index, 96));
    }

    [Fact]
    public void Several_threads_give_the_bytes_of_one()
    {
        var alone = Enumerable.Range(0, 24).Select(Image).ToArray();
        var together = new byte[24][];

        Parallel.For(0, 24, new ParallelOptions { MaxDegreeOfParallelism = 4 }, index => together[index] = Image(index));

        Assert.Equal(alone, together);

        static byte[] Image(int index) => PetPainter.Paint((Pet)(index % 2), 11, index, 96);
    }

    [Fact]
    public void Another_pet_seed_or_index_gives_another_image()
    {
        byte[][] images =
        [
            PetPainter.Paint(Pet.Cat, 1, 0, 96), PetPainter.Paint(Pet.Dog, 1, 0, 96), PetPainter.Paint(Pet.Cat, 2, 0, 96),
            PetPainter.Paint(Pet.Cat, 1, 1, 96),
        ];

        Assert.Equal(4, images.Select(Convert.ToHexString).Distinct().Count());
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    public void An_image_is_a_jpeg_whose_longer_side_has_the_size_asked_for(int size)
    {
        for (var index = 0; index < 6; index++)
        {
            using var data = SKData.CreateCopy(PetPainter.Paint((Pet)(index % 2), 9, index, size));
            using var codec = SKCodec.Create(data);

            Assert.NotNull(codec);
            Assert.Equal(SKEncodedImageFormat.Jpeg, codec.EncodedFormat);
            Assert.Equal(size, Math.Max(codec.Info.Width, codec.Info.Height));
            Assert.InRange(Math.Min(codec.Info.Width, codec.Info.Height), (int)(size * 0.79), size);
        }
    }

    [Fact]
    public void Mean_colours_do_not_tell_the_kinds_apart()
    {
        const int Count = 80;
        var cats = Enumerable.Range(0, Count).Select(index => MeanColour(Pet.Cat, index)).ToArray();
        var dogs = Enumerable.Range(0, Count).Select(index => MeanColour(Pet.Dog, index)).ToArray();

        for (var channel = 0; channel < 3; channel++)
        {
            // Of 255. One image varies by about 25, so the averages of 80 differ by about 4 by chance alone.
            Assert.InRange(Math.Abs(cats.Average(colour => colour[channel]) - dogs.Average(colour => colour[channel])), 0, 15);
        }
    }

    [Fact]
    public void Arguments_outside_their_range_are_refused()
    {
        static string Fault(Pet pet, int index, int size) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => PetPainter.Paint(pet, 1, index, size)).Message.Split(" (P")[0];
        Assert.Equal("The pet must be Cat or Dog.", Fault((Pet)7, 0, 64));
        Assert.Equal("index ('-1') must be a non-negative value.", Fault(Pet.Cat, -1, 64));
        Assert.Equal("The size must lie between 32 and 2048 pixels.", Fault(Pet.Cat, 0, 31));
        Assert.Equal("The size must lie between 32 and 2048 pixels.", Fault(Pet.Cat, 0, 2049));
    }

    private static double[] MeanColour(Pet pet, int index)
    {
        using var bitmap = SKBitmap.Decode(PetPainter.Paint(pet, 21, index, 64));
        var pixels = bitmap.Pixels;
        return [pixels.Average(pixel => pixel.Red), pixels.Average(pixel => pixel.Green), pixels.Average(pixel => pixel.Blue)];
    }
}
