using Transfer.Benchmarks;

return args switch
{
    ["finetune", .. var rest] => FineTuneBenchmark.Run(rest),
    ["extract", .. var rest] => ExtractionBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Expected the name of a benchmark: finetune [--rounds N] [--images N], or extract [--quick] [--rounds N] [--batch N] [--only NETWORK|second].");
    return 1;
}
