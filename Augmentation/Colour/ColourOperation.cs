namespace Transfer.Augmentation;

/// <summary>The changes of the colours of a view.</summary>
internal enum ColourOperation
{
    /// <summary>Keras' channel shift: adds the amount, within the image's own lowest and highest value.</summary>
    ChannelShift,

    /// <summary>Multiplies by the amount.</summary>
    Brightness,

    /// <summary>Multiplies the distance to the mean grey by the amount.</summary>
    Contrast,

    /// <summary>Multiplies the distance to the pixel's own grey by the amount.</summary>
    Saturation,

    /// <summary>Turns the colours by the amount, in parts of the colour circle.</summary>
    Hue,

    /// <summary>Keeps as many of the eight bits as the amount says.</summary>
    Posterize,

    /// <summary>Inverts values from the amount on.</summary>
    Solarize,

    /// <summary>Stretches every channel to 0 to 255.</summary>
    AutoContrast,

    /// <summary>Makes all values of a channel equally common.</summary>
    Equalize,

    /// <summary>Multiplies the distance to a slightly blurred copy by the amount.</summary>
    Sharpness,
}
