using System.Numerics;
using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>
/// Changes the colours of a view. Linear changes are multiplied into one matrix, which the last pass applies together with the
/// normalisation; only what cannot be a matrix takes a pass of its own.
/// </summary>
/// <remarks>Not thread-safe: it keeps its buffers from one view to the next.</remarks>
internal sealed class ColourProcessor
{
    private readonly PlaneFilter _filter = new();

    /// <summary>Changes the planes of <paramref name="values"/>, <c>[3, height, width]</c> from 0 to 255, and normalises them.</summary>
    public void Run(ViewParameters view, int width, int height, in Normalisation normalisation, Span<float> values)
    {
        var planes = RgbPlanes.Of(values, width * height, normalisation.RedPlane);
        if (view.BlurSigma > 0)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                _filter.Blur(planes[channel], width, height, view.BlurSigma);
            }
        }

        var pass = LinearPass.Nothing;
        Vector3? mean = null;
        foreach (var step in view.Colours)
        {
            var amount = (float)step.Amount;
            if (!IsLinear(step.Operation))
            {
                if (pass != LinearPass.Nothing)
                {
                    pass.Apply(planes, Vector3.One, Vector3.Zero);
                }

                (pass, mean) = (LinearPass.Nothing, null);
            }

            switch (step.Operation)
            {
                case ColourOperation.Brightness:
                    pass = pass.Then(ColourMatrix.Brightness(amount));
                    break;
                case ColourOperation.Saturation:
                    pass = pass.Then(ColourMatrix.Saturation(amount));
                    break;
                case ColourOperation.Hue:
                    pass = pass.Then(ColourMatrix.Hue(amount));
                    break;
                case ColourOperation.Contrast:
                    mean ??= pass.MeanBefore(planes);
                    var grey = Vector3.Dot(ColourMatrix.Luma, Vector3.Transform(mean.Value, pass.Matrix));
                    pass = pass.Then(ColourMatrix.Contrast(amount, grey));
                    break;
                case ColourOperation.ChannelShift:
                    pass = LinearPass.Shifted(planes, amount);
                    break;
                default:
                    for (var channel = 0; channel < 3; channel++)
                    {
                        ApplyToPlane(step.Operation, amount, planes[channel], width, height);
                    }

                    break;
            }
        }

        var scale = normalisation.Scale.AsVector3();
        pass.Apply(planes, scale, -normalisation.Mean.AsVector3() * scale);
    }

    private static bool IsLinear(ColourOperation operation) => operation is
        ColourOperation.Brightness or ColourOperation.Saturation or ColourOperation.Hue or ColourOperation.Contrast;

    private void ApplyToPlane(ColourOperation operation, float amount, Span<float> plane, int width, int height)
    {
        switch (operation)
        {
            case ColourOperation.Posterize:
                ToneCurve.Posterize(plane, (int)amount);
                break;
            case ColourOperation.Solarize:
                ToneCurve.Solarize(plane, amount);
                break;
            case ColourOperation.AutoContrast:
                ToneCurve.AutoContrast(plane);
                break;
            case ColourOperation.Equalize:
                ToneCurve.Equalize(plane);
                break;
            case ColourOperation.Sharpness:
                _filter.Sharpen(plane, width, height, amount);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation, "The operation is not one of a plane.");
        }
    }
}
