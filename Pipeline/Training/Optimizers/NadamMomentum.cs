namespace Transfer.Pipeline.Training;

/// <summary>Nadam's momentum, which grows as <c>beta_1 (1 - 0.96^t / 2)</c>.</summary>
internal sealed class NadamMomentum(double beta1)
{
    private const double Decay = 0.96;

    private (long Step, double Value) _product = (0, 1);

    public double At(long step) => beta1 * (1 - (0.5 * Math.Pow(Decay, step)));

    /// <summary>The product of the momenta of all steps so far: a function of the step, so that no checkpoint needs it.</summary>
    public double ProductUpTo(long step)
    {
        _product = _product.Step > step ? (0, 1) : _product;
        while (_product.Step < step)
        {
            _product = (_product.Step + 1, _product.Value * At(_product.Step + 1));
        }

        return _product.Value;
    }
}
