namespace Transfer.Augmentation;

/// <summary>Maps a position to another one.</summary>
/// <param name="Across">Gives the column.</param>
/// <param name="Down">Gives the row.</param>
internal readonly record struct AffineTransform(AffineRow Across, AffineRow Down)
{
    public static AffineTransform Identity => Move(0, 0);

    public static AffineTransform Move(double x, double y) => new(new(1, 0, x), new(0, 1, y));

    public static AffineTransform Linear(double xx, double xy, double yx, double yy) => new(new(xx, xy, 0), new(yx, yy, 0));

    /// <summary>First <paramref name="first"/>, then <paramref name="then"/>.</summary>
    public static AffineTransform operator *(AffineTransform then, AffineTransform first) =>
        new(then.Across.After(first), then.Down.After(first));

    public (double X, double Y) Map(double x, double y) => (Across.At(x, y), Down.At(x, y));
}
