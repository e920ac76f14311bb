using Transfer.Benchmarks;

return args switch
{
    ["finetune", .. var rest] => FineTuneBenchmark.Run(rest),
    ["augment", .. var rest] => AugmentBenchmark.Run(rest),
    ["decode", .. var rest] => DecodeBenchmark.Run(rest),
    ["imaging", .. var rest] => ImagingBenchmark.Run(rest),
    ["extract", .. var rest] => ExtractionBenchmark.Run(rest),
    ["gpu", .. var rest] => GpuBenchmark.Run(rest),
    ["folds", .. var rest] => FoldBenchmark.Run(rest),
    ["head", .. var rest] => HeadBenchmark.Run(rest),
    ["flowers", .. var rest] => FlowerData.Run(rest),
    ["defaults", .. var rest] => DefaultsBenchmark.Run(rest),
    ["rates", .. var rest] => RateBenchmark.Run(rest),
    ["convolutions", "--times", .. var rest] => ConvolutionTiming.Run(rest),
    ["convolutions", .. var rest] => ConvolutionBenchmark.Run(rest),
    ["mlnet", .. var rest] => MlNetBenchmark.Run(rest),
    ["methods", .. var rest] => ThreeMethods.Run(rest),
    ["serve", .. var rest] => ServeBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Expected the name of a benchmark: finetune [--rounds N] [--images N], augment [--rounds N] [--images N] "
        + "[--data FOLDER], decode [--rounds N] [--images N] [--data FOLDER], imaging [--rounds N] [--images N] [--data FOLDER], "
        + "folds [--folds K] [--repeats R] [--epochs N] [--patience N] [--plain N], "
        + "gpu [--device cuda:N|cpu] [--rounds N] [--images N] [--only NETWORK] [--precision Float32|TensorFloat32|Float16], "
        + "head [--samples N] [--epochs N] [--rounds N], "
        + "flowers --photos FOLDER --out FOLDER, "
        + "defaults [--seeds N] [--data FOLDER] [--model FILE --preprocessing TEXT] [--cache FOLDER] [--sets A,B] [--options A,B], "
        + "rates [--seeds N] [--data FOLDER] [--model FILE] [--optimizer NAME] [--cache FOLDER], "
        + "mlnet [--rounds N] [--images N] [--data FOLDER], "
        + "serve --model RUN-OR-MODEL [--requests N] [--clients N] [--data FOLDER], "
        + "convolutions [--count N] [--seed N] [--threads N], convolutions --times [--rounds N] [--compute bfloat16], "
        + "methods [--data FOLDER] [--views N] [--scratch-epochs N] [--tune-epochs N] [--cache FOLDER] [--only scratch|NETWORK], or "
        + "extract [--quick] [--rounds N] [--batch N] [--only NETWORK|second].");
    return 1;
}
