namespace Transfer.Tests.Models;

public sealed class DeviceTests
{
    [Fact]
    public void Auto_takes_the_processor_where_there_is_no_gpu() => Assert.Equal("cpu", Device.Resolve("auto").ToString());

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void Cuda_on_a_build_for_the_processor_says_how_to_get_one(string request) => Assert.Equal(
        $"The device '{request}' is not available: this build runs on the processor only. Build one for NVIDIA GPUs with: "
        + "dotnet build -c Release -p:Accelerator=cuda. Choose cpu or auto for the processor.",
        Assert.Throws<NotSupportedException>(() => Device.Resolve(request)).Message);

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    public void Another_word_is_refused_with_the_choices(string request) => Assert.Equal(
        $"'{request}' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.",
        Assert.Throws<ArgumentException>(() => Device.Resolve(request)).Message);
}
