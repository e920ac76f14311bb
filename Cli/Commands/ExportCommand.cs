using System.CommandLine;
using System.Globalization;
using Transfer.Models.Quantization;
using Transfer.Pipeline.Quantization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>transfer export RUN</c></summary>
internal static class ExportCommand
{
    private const string Automatic = "auto";

    public static Command Create(TransferProgram program)
    {
        var run = CommonOptions.RunArgument();
        var target = Value<string?>("--out", "FILE", "file to write, with batch normalization folded into convolutions "
            + "[default: model.onnx in the run folder, which keeps it]");
        var (input, raw) = (CommonOptions.Input("as RUN"), CommonOptions.Raw());
        var check = CommonOptions.Check("a few that RUN holds, without their files");
        var samples = Switch("--with-samples", "keep small copies of up to four validation images in the file, for 'transfer verify'");
        var bits = Value<string?>("--quantize", "int8", "write model-int8.onnx: 8 bits, smaller and faster; needs the images of RUN");
        bits.AcceptOnly("int8");
        var half = Switch("--float16", "write model-float16.onnx: weights of 16 bits, half the size; needs the images of RUN");
        var usual = new QuantizeOptions { Run = "" };
        var loss = Value("--max-loss", "POINTS",
            usual.MaxLoss, "keep a smaller file only if it loses at most so many points of the main metric on the validation images");
        var method = Choice("--calibration", "how ranges of 8 bits are chosen: auto, minmax, percentile or entropy",
            Automatic, "minmax", "percentile", "entropy");
        var data = CommonOptions.Data();
        var page = new PageArguments();
        var command = new ProgramCommand(
            "export", "Write the model of a run as one ONNX file again, checked against the trained model; "
            + "needs no images and no cache, but for --check and smaller files.")
        {
            Examples =
            [
                "export runs/first", "export runs/first --check all", "export runs/first --out pets.onnx --input tensor",
                "export runs/first --quantize int8 --max-loss 0.3",
                "export runs/first --web site --runtime onnxruntime-web-1.30.0.tgz",
            ],
        };
        command.Add(run);
        command.AddGroup("Options", target, input, raw, samples, check);
        command.AddGroup("Smaller files", bits, half, loss, method);
        command.AddGroup("Images", data);
        page.AddTo(command);
        return program.Handle(command, (parsed, cancellation) =>
        {
            Option[] others = [target, input, raw, samples, check, bits, half, loss, method, data];
            if (page.Read(parsed, parsed.GetValue(run)!, others) is { } web)
            {
                PageArguments.Write(program, web, cancellation);
                return ExitCodes.Done;
            }

            if (parsed.GetValue(bits) is null && !parsed.GetValue(half))
            {
                var options = new ExportOptions
                {
                    Run = parsed.GetValue(run)!,
                    Output = parsed.GetValue(target),
                    Input = CommonOptions.InputOf(parsed.GetValue(input)),
                    RawOutputs = CommonOptions.RawOf(parsed.GetValue(raw)),
                    WithSamples = parsed.GetValue(samples),
                    CheckedImages = CommonOptions.CheckOf(parsed.GetValue(check)),
                    Data = parsed.GetValue(data),
                };
                var path = ProgressDisplay.Run(program, progress => TransferLearning.Export(options, progress, cancellation));
                program.Output.WriteLine($"Written: {path}");
                return ExitCodes.Done;
            }

            if (parsed.GetValue(check) is not null)
            {
                throw new ArgumentException(
                    "--check is of the file in 32 bits; smaller ones are measured on all validation images. Leave it out.");
            }

            var chosen = parsed.GetValue(method)!;
            var smaller = new QuantizeOptions
            {
                Run = parsed.GetValue(run)!,
                Output = parsed.GetValue(target),
                Precision = parsed.GetValue(half) ? ModelPrecision.Float16 : ModelPrecision.Int8,
                MaxLoss = parsed.GetValue(loss),
                Calibration = chosen == Automatic ? null : Enum.Parse<CalibrationMethod>(chosen, ignoreCase: true),
                Data = parsed.GetValue(data),
            };
            Show(program, ProgressDisplay.Run(program, progress => ModelQuantization.Run(smaller, progress, cancellation)));
            return ExitCodes.Done;
        });
    }

    private static void Show(TransferProgram program, QuantizeResult result)
    {
        program.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Size: {result.Bytes / 1e6:N1} MB, {result.FloatBytes / 1e6:N1} MB in 32 bits."));
        program.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Speed here: {result.ImagesPerSecond:N1} images/s, {result.FloatImagesPerSecond:N1} in 32 bits, without decoding."));
        program.Output.WriteLine($"Validation {result.Metric.Name}: {result.Metric}; {result.FloatMetric} in 32 bits.");
        program.Output.WriteLine($"Difference: {result.Difference}");
        if (result.FloatLayers.Count > 0)
        {
            program.Output.WriteLine($"In 32 bits, since 8 lose too much there: {string.Join(", ", result.FloatLayers)}.");
        }

        program.Output.WriteLine($"Written: {result.Path}");
    }
}
