using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models.Quantization;

/// <summary>Opens a network as any program does, without warnings about what it was made of.</summary>
internal static class QuietSession
{
    public static InferenceSession Open(ModelProto model)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new InferenceSession(model.ToByteArray(), options);
    }
}
