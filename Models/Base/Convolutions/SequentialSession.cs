using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>
/// A network in ONNX Runtime. On the processor a run uses the calling thread alone, and <see cref="TiledConvolution"/> computes the
/// convolutions that it computes faster.
/// </summary>
internal sealed class SequentialSession : IDisposable
{
    // While one computes, images of the other are on their way. More gained little on an H200, and each takes memory.
    private const int RunsOfGpu = 2;

    private readonly ConvolutionSet _convolutions = new();
    private readonly ConvolutionOperator? _operator;

    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot load the network.</exception>
    public SequentialSession(OnnxGraph graph, Device device)
    {
        try
        {
            using var options = device.CreateSessionOptions(threads: device.Kind == DeviceKind.Cpu ? 1 : 0);
            if (device.Precision == BasePrecision.Float16)
            {
                graph = Float16Graph.Of(graph);
            }
            else if (IsFast(graph, device))
            {
                graph = FastConvolutions.Replace(graph, _convolutions);
                _operator = new ConvolutionOperator(_convolutions);
                _operator.AddTo(options);
            }

            Session = new InferenceSession(graph.ToByteArray(), options);
        }
        catch
        {
            Free();
            throw;
        }
    }

    public InferenceSession Session { get; }

    /// <summary>The number of concurrent runs that use the whole device.</summary>
    public static int Parallelism(Device device) => device.Kind == DeviceKind.Cpu ? Environment.ProcessorCount : RunsOfGpu;

    /// <summary>Whether any convolution is computed outside of ONNX Runtime.</summary>
    public static bool IsFast(OnnxGraph graph, Device device) =>
        device is { Kind: DeviceKind.Cpu, Precision: BasePrecision.Float32 } && FastConvolutions.Any(graph);

    public void Dispose()
    {
        Session.Dispose();
        Free();
    }

    private void Free()
    {
        _operator?.Dispose();
        _convolutions.Dispose();
    }
}
