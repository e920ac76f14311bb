using System.Runtime.InteropServices;

namespace Transfer.Models;

/// <summary>The functions of ONNX Runtime's C interface that a custom operator needs and its .NET package leaves out.</summary>
/// <remarks>The interface is a table to which functions are only added (onnxruntime_c_api.h), so indices in it do not change.</remarks>
internal static unsafe class RuntimeFunctions
{
    /// <summary>The requested version of the interface: the first whose operators can report faults.</summary>
    public const uint Version = 17;

    private static readonly nint* Table = ((delegate* unmanaged<uint, nint*>)Base()[0])(Version);

    /// <summary>A fault with a message, to be returned to ONNX Runtime.</summary>
    public static nint Fault(string message)
    {
        var text = Marshal.StringToCoTaskMemUTF8(message);
        try
        {
            const int fail = 1;
            return ((delegate* unmanaged<int, nint, nint>)Table[0])(fail, text);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>Makes a domain of operators with one operator in it.</summary>
    /// <param name="domain">The domain's name, UTF-8; must stay.</param>
    /// <param name="definition">The operator; must stay.</param>
    public static nint CreateDomain(nint domain, nint definition)
    {
        nint created;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[26])(domain, &created));
        try
        {
            Check(((delegate* unmanaged<nint, nint, nint>)Table[27])(created, definition));
            return created;
        }
        catch
        {
            ReleaseDomain(created);
            throw;
        }
    }

    public static void AddDomain(nint sessionOptions, nint domain) =>
        Check(((delegate* unmanaged<nint, nint, nint>)Table[28])(sessionOptions, domain));

    public static void ReleaseDomain(nint domain) => ((delegate* unmanaged<nint, void>)Table[101])(domain);

    /// <summary>An integer attribute of a node.</summary>
    /// <param name="name">UTF-8.</param>
    public static long Attribute(nint kernelInfo, nint name)
    {
        long value;
        Check(((delegate* unmanaged<nint, nint, long*, nint>)Table[86])(kernelInfo, name, &value));
        return value;
    }

    /// <summary>An input's shape and numbers.</summary>
    /// <param name="shape">Receives the dimensions; as many as there must be.</param>
    public static float* Input(nint context, int index, Span<long> shape)
    {
        nint value;
        Check(((delegate* unmanaged<nint, nuint, nint*, nint>)Table[90])(context, (nuint)index, &value));
        nint info;
        Check(((delegate* unmanaged<nint, nint*, nint>)Table[65])(value, &info));
        try
        {
            nuint count;
            Check(((delegate* unmanaged<nint, nuint*, nint>)Table[61])(info, &count));
            if ((int)count != shape.Length)
            {
                throw new InvalidDataException($"A convolution got a tensor of {count} dimensions; expected {shape.Length}.");
            }

            fixed (long* dims = shape)
            {
                Check(((delegate* unmanaged<nint, long*, nuint, nint>)Table[62])(info, dims, count));
            }
        }
        finally
        {
            ((delegate* unmanaged<nint, void>)Table[99])(info);
        }

        return Numbers(value);
    }

    /// <summary>Room for an output.</summary>
    public static float* Output(nint context, int index, ReadOnlySpan<long> shape)
    {
        nint value;
        fixed (long* dims = shape)
        {
            Check(((delegate* unmanaged<nint, nuint, long*, nuint, nint*, nint>)Table[91])(
                context, (nuint)index, dims, (nuint)shape.Length, &value));
        }

        return Numbers(value);
    }

    private static float* Numbers(nint value)
    {
        void* numbers;
        Check(((delegate* unmanaged<nint, void**, nint>)Table[51])(value, &numbers));
        return (float*)numbers;
    }

    private static void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)Table[2])(status));
        ((delegate* unmanaged<nint, void>)Table[93])(status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }

    private static nint* Base() => OrtGetApiBase();

    [DllImport("onnxruntime", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern nint* OrtGetApiBase();
}
