namespace Transfer.Pipeline;

/// <summary>Student's t distribution (1908), by the regularised incomplete beta function as a continued fraction (Lentz, 1976).</summary>
internal static class StudentT
{
    private const double Tiny = 1e-300;
    private const int MostTerms = 500;

    // The coefficients of Lanczos' approximation of the gamma function (g = 7).
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
        9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>How likely a value as far from 0 or further is, on both sides together.</summary>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double PValue(double t, double degrees) => double.IsNaN(t) ? 1 : Beta(degrees / (degrees + (t * t)), degrees / 2, 0.5);

    /// <summary>How far from 0 a value is that is as likely as this, on both sides together.</summary>
    /// <param name="probability">Such as 0.05 for the half width of a 95 % interval, above 0 and below 1.</param>
    /// <param name="degrees">Degrees of freedom, above 0.</param>
    public static double Quantile(double probability, double degrees)
    {
        var (low, high) = (0.0, 1.0);
        while (PValue(high, degrees) > probability)
        {
            (low, high) = (high, high * 2);
        }

        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = PValue(middle, degrees) > probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The regularised incomplete beta function.</summary>
    private static double Beta(double x, double a, double b)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        // The fraction converges quickly on this side only.
        if (x > (a + 1) / (a + b + 2))
        {
            return 1 - Beta(1 - x, b, a);
        }

        var front = Math.Exp((a * Math.Log(x)) + (b * Math.Log(1 - x)) + LogGamma(a + b) - LogGamma(a) - LogGamma(b)) / a;
        var (fraction, c, d) = (1.0, 1.0, 0.0);
        for (var term = 0; term <= MostTerms; term++)
        {
            var m = term / 2;
            var numerator = term == 0 ? 1
                : term % 2 == 0 ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (numerator * d));
            c = NotZero(1 + (numerator / c));
            fraction *= c * d;
            if (Math.Abs(1 - (c * d)) < 1e-15)
            {
                break;
            }
        }

        return front * (fraction - 1);
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    private static double LogGamma(double value)
    {
        if (value < 0.5)
        {
            return Math.Log(Math.PI / Math.Sin(Math.PI * value)) - LogGamma(1 - value);
        }

        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (value - 1 + i);
        }

        var t = value + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((value - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
