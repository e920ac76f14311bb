namespace Transfer.Tests.Models;

public sealed class DeviceTests
{
    [Fact]
    public void Auto_takes_the_processor_where_there_is_no_gpu() => Assert.Equal("cpu", Device.Resolve("auto").ToString());

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    public void Cuda_on_a_build_for_the_processor_says_how_to_get_one(string request) => Assert.Equal(
        $"The device '{request}' is not available: this build runs on the processor only. Install the tool Transfer.Cli.Gpu, "
        + "or build one for NVIDIA GPUs with: dotnet build -c Release -p:Accelerator=cuda. Choose cpu or auto for the processor.",
        Assert.Throws<NotSupportedException>(() => Device.Resolve(request)).Message);

    [Theory]
    [InlineData("auto", true, "Device: cpu (chosen by auto), CPUExecutionProvider. This machine has an NVIDIA driver, but this build runs "
        + "on the processor only. Install the tool Transfer.Cli.Gpu, or build one for NVIDIA GPUs with: "
        + "dotnet build -c Release -p:Accelerator=cuda.")]
    [InlineData("auto", false, "Device: cpu (chosen by auto), CPUExecutionProvider.")]
    [InlineData("cpu", true, "Device: cpu, CPUExecutionProvider.")]
    public void A_build_for_the_processor_on_a_machine_with_a_gpu_says_how_to_use_it(string request, bool driver, string sentence) =>
        Assert.Equal(sentence, Device.Cpu.Describe(request, buildHasCuda: false, driver));

    [Fact]
    public void Another_precision_is_said() => Assert.Equal(
        "Device: cuda:0, CUDAExecutionProvider, precision Float16.",
        new Device(DeviceKind.Cuda) { Precision = BasePrecision.Float16 }.Describe("cuda", buildHasCuda: true, machineHasDriver: true));

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    public void Another_word_is_refused_with_the_choices(string request) => Assert.Equal(
        $"'{request}' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.",
        Assert.Throws<ArgumentException>(() => Device.Resolve(request)).Message);

    [Theory]
    [InlineData(BasePrecision.Float16)]
    [InlineData(BasePrecision.TensorFloat32)]
    public void A_processor_has_no_other_precision(BasePrecision precision) => Assert.Equal(
        $"The precision {precision} is for GPUs, and the device is cpu. Choose the precision Float32, or the device cuda.",
        Assert.Throws<NotSupportedException>(() => Device.Resolve("auto", precision)).Message);

    [Fact]
    public void What_a_gpu_needs_and_is_missing_is_named()
    {
        Assert.Equal(
            "these libraries were not found: CUDA 13 (libcublasLt.so.13), cuDNN 9 (libcudnn.so.9). "
            + "Install what is missing, or add its folder to the library path.",
            CudaLibraries.Missing(name => name is not ("libcublasLt.so.13" or "libcudnn.so.9")));
        Assert.Null(CudaLibraries.Missing(_ => true));
    }
}
