namespace Transfer.Augmentation;

/// <summary>The beta distribution, through two gamma distributed numbers.</summary>
internal static class BetaDistribution
{
    /// <summary>Draws from Beta(alpha, alpha), which for a small alpha lies near 0 or 1 and for a large one near the middle.</summary>
    public static double DrawSymmetric(SeededRandom random, double alpha)
    {
        // Both could be 0 for a tiny alpha; the limit of the distribution is a coin.
        var (first, second) = (Gamma(random, alpha), Gamma(random, alpha));
        return first + second > 0 ? first / (first + second) : random.Next(2);
    }

    /// <summary>Marsaglia, Tsang: A Simple Method for Generating Gamma Variables, ACM TOMS 26, 2000; below 1 its section 6.</summary>
    private static double Gamma(SeededRandom random, double shape)
    {
        if (shape < 1)
        {
            return Gamma(random, shape + 1) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = random.Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }
}
