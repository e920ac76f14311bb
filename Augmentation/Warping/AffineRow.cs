namespace Transfer.Augmentation;

/// <summary>One coordinate of a transformed position: X x + Y y + Offset.</summary>
internal readonly record struct AffineRow(double X, double Y, double Offset)
{
    public double At(double x, double y) => (X * x) + (Y * y) + Offset;

    /// <summary>This row applied to positions that another transform gives.</summary>
    public AffineRow After(in AffineTransform first) => new(
        (X * first.Across.X) + (Y * first.Down.X),
        (X * first.Across.Y) + (Y * first.Down.Y),
        (X * first.Across.Offset) + (Y * first.Down.Offset) + Offset);
}
