using Transfer.Benchmarks;

return args switch
{
    ["finetune", .. var rest] => FineTuneBenchmark.Run(rest),
    ["augment", .. var rest] => AugmentBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Expected the name of a benchmark: finetune [--rounds N] [--images N].");
    return 1;
}
