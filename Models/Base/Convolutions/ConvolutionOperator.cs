using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Lets ONNX Runtime call <see cref="TiledConvolution"/>s where a graph has nodes of the operator.</summary>
/// <remarks>It and its convolutions must outlive the session.</remarks>
internal sealed unsafe class ConvolutionOperator : IDisposable
{
    /// <summary>The operator's domain.</summary>
    public const string Domain = "transfer";

    /// <summary>The operator's name.</summary>
    public const string Name = "TiledConvolution";

    /// <summary>The attribute with the index of a node's convolution.</summary>
    public const string IndexAttribute = "index";

    private const int Float = 1;

    private static readonly nint DomainText = Marshal.StringToCoTaskMemUTF8(Domain);
    private static readonly nint NameText = Marshal.StringToCoTaskMemUTF8(Name);
    private static readonly nint IndexText = Marshal.StringToCoTaskMemUTF8(IndexAttribute);

    private readonly Definition* _definition;
    private readonly nint _domain;
    private GCHandle _convolutions;

    public ConvolutionOperator(ConvolutionSet convolutions)
    {
        _convolutions = GCHandle.Alloc(convolutions);
        _definition = (Definition*)NativeMemory.AllocZeroed((nuint)sizeof(Definition));
        *_definition = new Definition
        {
            Version = RuntimeFunctions.Version,
            GetName = &GetName,
            GetExecutionProviderType = &GetExecutionProvider,
            GetInputType = &GetType,
            GetInputTypeCount = &GetInputCount,
            GetOutputType = &GetType,
            GetOutputTypeCount = &GetOutputCount,
            KernelDestroy = &Destroy,
            GetInputCharacteristic = &GetInputCharacteristic,
            GetOutputCharacteristic = &GetOutputCharacteristic,
            GetInputMemoryType = &GetMemoryType,
            CreateKernelV2 = &Create,
            KernelComputeV2 = &Compute,
            Convolutions = GCHandle.ToIntPtr(_convolutions),
        };
        try
        {
            _domain = RuntimeFunctions.CreateDomain(DomainText, (nint)_definition);
        }
        catch
        {
            NativeMemory.Free(_definition);
            _convolutions.Free();
            throw;
        }
    }

    public void AddTo(SessionOptions options) => RuntimeFunctions.AddDomain(options.DangerousGetHandle(), _domain);

    public void Dispose()
    {
        if (_convolutions.IsAllocated)
        {
            RuntimeFunctions.ReleaseDomain(_domain);
            NativeMemory.Free(_definition);
            _convolutions.Free();
        }
    }

    [UnmanagedCallersOnly]
    private static nint GetName(Definition* definition) => NameText;

    // None: the processor's.
    [UnmanagedCallersOnly]
    private static nint GetExecutionProvider(Definition* definition) => 0;

    [UnmanagedCallersOnly]
    private static int GetType(Definition* definition, nuint index) => Float;

    // The map, and another that is added.
    [UnmanagedCallersOnly]
    private static nuint GetInputCount(Definition* definition) => 2;

    [UnmanagedCallersOnly]
    private static nuint GetOutputCount(Definition* definition) => 1;

    // The first is required, the second optional.
    [UnmanagedCallersOnly]
    private static int GetInputCharacteristic(Definition* definition, nuint index) => (int)index;

    [UnmanagedCallersOnly]
    private static int GetOutputCharacteristic(Definition* definition, nuint index) => 0;

    // Where the execution provider has its memory.
    [UnmanagedCallersOnly]
    private static int GetMemoryType(Definition* definition, nuint index) => 0;

    [UnmanagedCallersOnly]
    private static nint Create(Definition* definition, nint api, nint info, nint* kernel)
    {
        try
        {
            var all = (ConvolutionSet)GCHandle.FromIntPtr(definition->Convolutions).Target!;
            *kernel = GCHandle.ToIntPtr(GCHandle.Alloc(all[(int)RuntimeFunctions.Attribute(info, IndexText)]));
            return 0;
        }
        catch (Exception exception)
        {
            return RuntimeFunctions.Fault(exception.Message);
        }
    }

    [UnmanagedCallersOnly]
    private static void Destroy(nint kernel) => GCHandle.FromIntPtr(kernel).Free();

    [UnmanagedCallersOnly]
    private static nint Compute(nint kernel, nint context)
    {
        try
        {
            var convolution = (TiledConvolution)GCHandle.FromIntPtr(kernel).Target!;
            Span<long> shape = stackalloc long[4];
            var input = RuntimeFunctions.Input(context, 0, shape);
            var maps = new MapBatch((int)shape[0], (int)shape[2], (int)shape[3]);
            var outputs = convolution.Outputs(maps);
            Span<long> outputShape = [outputs.Images, convolution.Filters, outputs.Height, outputs.Width];
            float* addend = null;
            if (convolution.HasAddend)
            {
                addend = RuntimeFunctions.Input(context, 1, shape);
                if (!shape.SequenceEqual(outputShape))
                {
                    return RuntimeFunctions.Fault(
                        $"A map [{Text(shape)}] is added to the output of a convolution, which is [{Text(outputShape)}].");
                }
            }

            convolution.Run(input, addend, RuntimeFunctions.Output(context, 0, outputShape), maps);
            return 0;
        }
        catch (Exception exception)
        {
            return RuntimeFunctions.Fault(exception.Message);
        }
    }

    private static string Text(ReadOnlySpan<long> shape) => string.Join(", ", shape.ToArray());

    /// <summary><c>OrtCustomOp</c> of onnxruntime_c_api.h, followed by the handle of the convolutions.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Definition
    {
        public uint Version;
        public nint CreateKernel;
        public delegate* unmanaged<Definition*, nint> GetName;
        public delegate* unmanaged<Definition*, nint> GetExecutionProviderType;
        public delegate* unmanaged<Definition*, nuint, int> GetInputType;
        public delegate* unmanaged<Definition*, nuint> GetInputTypeCount;
        public delegate* unmanaged<Definition*, nuint, int> GetOutputType;
        public delegate* unmanaged<Definition*, nuint> GetOutputTypeCount;
        public nint KernelCompute;
        public delegate* unmanaged<nint, void> KernelDestroy;
        public delegate* unmanaged<Definition*, nuint, int> GetInputCharacteristic;
        public delegate* unmanaged<Definition*, nuint, int> GetOutputCharacteristic;
        public delegate* unmanaged<Definition*, nuint, int> GetInputMemoryType;
        public Variadic Variadic;
        public delegate* unmanaged<Definition*, nint, nint, nint*, nint> CreateKernelV2;
        public delegate* unmanaged<nint, nint, nint> KernelComputeV2;
        public Later Later;
        public nint Convolutions;
    }

    /// <summary>Fields for operators with any number of inputs.</summary>
    [InlineArray(4)]
    private struct Variadic
    {
        private nint _first;
    }

    /// <summary>Fields of newer versions of the interface.</summary>
    [InlineArray(7)]
    private struct Later
    {
        private nint _first;
    }
}
