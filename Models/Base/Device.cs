using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>The device that a network runs on. A device that is not available is an error; none is replaced by another.</summary>
/// <param name="Kind">Processor or GPU.</param>
/// <param name="Index">The number of the GPU, from 0. Default 0.</param>
public sealed record Device(DeviceKind Kind, int Index = 0)
{
    private const string CudaProvider = "CUDAExecutionProvider";

    private const string HowToGetCuda =
        "Install the tool Transfer.Cli.Gpu, or build one for NVIDIA GPUs with: dotnet build -c Release -p:Accelerator=cuda.";

    /// <summary>The processor.</summary>
    public static Device Cpu { get; } = new(DeviceKind.Cpu);

    /// <summary>The numbers that a base is computed with. Default <see cref="BasePrecision.Float32"/>; a processor has no other.</summary>
    public BasePrecision Precision { get; init; }

    /// <summary>The name of the execution provider in ONNX Runtime.</summary>
    public string ExecutionProvider => Kind == DeviceKind.Cuda ? CudaProvider : "CPUExecutionProvider";

    /// <summary>Chooses a device.</summary>
    /// <param name="request"><c>auto</c> (a GPU where this build and machine have one), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="ArgumentException">The request is none of these.</exception>
    /// <exception cref="NotSupportedException">The request is a GPU that this build or machine does not have.</exception>
    public static Device Resolve(string request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var wanted = Parse(request)
            ?? throw new ArgumentException($"'{request}' is not a device. Expected auto, cpu, cuda or cuda:N, such as cuda:0.");
        return wanted.Kind == DeviceKind.Cpu || MissingForCuda(wanted.Index) is not { } missing ? wanted
            : request == "auto" ? Cpu
            : throw new NotSupportedException($"The device '{request}' is not available: {missing} Choose cpu or auto for the processor.");
    }

    /// <summary>Chooses a device and the numbers that it computes with.</summary>
    /// <param name="request"><c>auto</c> (a GPU where this build and machine have one), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="precision">Only <see cref="BasePrecision.Float32"/> for a processor.</param>
    /// <exception cref="ArgumentException">The request is none of these.</exception>
    /// <exception cref="NotSupportedException">
    /// The request is a GPU that this build or machine does not have, or the precision one that a processor does not have.
    /// </exception>
    public static Device Resolve(string request, BasePrecision precision)
    {
        var device = Resolve(request);
        return device.Kind == DeviceKind.Cuda || precision == BasePrecision.Float32 ? device with { Precision = precision }
            : throw new NotSupportedException(
                $"The precision {precision} is for GPUs, and the device is {device}. Choose the precision Float32, or the device cuda.");
    }

    /// <summary>The chosen device in words, and for <c>auto</c> why it is not the GPU of this machine.</summary>
    /// <param name="request">What was asked for.</param>
    internal string Describe(string request) => Describe(request, HasCuda, NvidiaDriver.IsInstalled);

    internal string Describe(string request, bool buildHasCuda, bool machineHasDriver)
    {
        var sentence = $"Device: {this}{(request == "auto" ? " (chosen by auto)" : "")}, {ExecutionProvider}"
            + (Precision == BasePrecision.Float32 ? "." : $", precision {Precision}.");
        return request != "auto" || Kind == DeviceKind.Cuda || !(buildHasCuda || machineHasDriver) ? sentence
            : buildHasCuda ? $"{sentence} No GPU, because {MissingForCuda(0)}"
            : $"{sentence} This machine has an NVIDIA driver, but this build runs on the processor only. {HowToGetCuda}";
    }

    /// <summary>Whether a text is <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public static bool IsValid(string request) => Parse(request) is not null;

    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    public override string ToString() => Kind == DeviceKind.Cuda ? $"cuda:{Index}" : "cpu";

    /// <param name="threads">Threads of one run; 0 for all cores.</param>
    internal SessionOptions CreateSessionOptions(int threads = 0)
    {
        var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = threads };
        try
        {
            // Decoders need the cores while the base waits for images.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            if (Kind == DeviceKind.Cuda)
            {
                using var cuda = new OrtCUDAProviderOptions();
                cuda.UpdateOptions(CudaSettings());
                options.AppendExecutionProvider_CUDA(cuda);
                if (Precision == BasePrecision.Float16)
                {
                    // ONNX Runtime reports each algorithm without a form in 16 bits as an error, and takes another. Real errors are thrown.
                    OrtEnv.Instance().EnvLogLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
                }
            }

            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    // By itself ONNX Runtime computes with TensorFloat-32 where a GPU can.
    private Dictionary<string, string> CudaSettings() => new()
    {
        ["device_id"] = Index.ToString(CultureInfo.InvariantCulture),
        ["use_tf32"] = Precision == BasePrecision.TensorFloat32 ? "1" : "0",
        // As fast as what an exhaustive search finds, and found sooner.
        ["cudnn_conv_algo_search"] = "HEURISTIC",
    };

    private static Device? Parse(string request) => request switch
    {
        "cpu" => Cpu,
        "auto" or "cuda" => new Device(DeviceKind.Cuda),
        _ when request.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(request.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var gpu) => new(DeviceKind.Cuda, gpu),
        _ => null,
    };

    private static bool HasCuda => OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider);

    private static string? MissingForCuda(int index)
    {
        if (!HasCuda)
        {
            return $"this build runs on the processor only. {HowToGetCuda}";
        }

        if (CudaLibraries.Missing() is { } missing)
        {
            return missing;
        }

        try
        {
            using var options = new Device(DeviceKind.Cuda, index).CreateSessionOptions();
            return null;
        }
        catch (OnnxRuntimeException exception)
        {
            return $"ONNX Runtime cannot use GPU {index} ({exception.Message.Split('\n')[0].Trim()}).";
        }
    }
}
