namespace Transfer.Augmentation;

/// <summary>The order of the colour channels in a tensor.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red: what Caffe's weights were trained with.</summary>
    Bgr,
}
