namespace Transfer.Augmentation;

/// <summary>Maps a position: x' = Xx x + Xy y + X, y' = Yx x + Yy y + Y.</summary>
internal readonly record struct Affine(double Xx, double Xy, double X, double Yx, double Yy, double Y)
{
    public static Affine Identity => new(1, 0, 0, 0, 1, 0);

    public static Affine Move(double x, double y) => new(1, 0, x, 0, 1, y);

    public static Affine Linear(double xx, double xy, double yx, double yy) => new(xx, xy, 0, yx, yy, 0);

    /// <summary>First <paramref name="first"/>, then <paramref name="then"/>.</summary>
    public static Affine operator *(Affine then, Affine first) => new(
        (then.Xx * first.Xx) + (then.Xy * first.Yx),
        (then.Xx * first.Xy) + (then.Xy * first.Yy),
        (then.Xx * first.X) + (then.Xy * first.Y) + then.X,
        (then.Yx * first.Xx) + (then.Yy * first.Yx),
        (then.Yx * first.Xy) + (then.Yy * first.Yy),
        (then.Yx * first.X) + (then.Yy * first.Y) + then.Y);

    public (double X, double Y) Map(double x, double y) => ((Xx * x) + (Xy * y) + X, (Yx * x) + (Yy * y) + Y);
}
