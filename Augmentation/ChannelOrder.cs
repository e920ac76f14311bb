namespace Transfer.Augmentation;

/// <summary>The order of the three colour planes in a tensor.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue: what most networks expect.</summary>
    Rgb,

    /// <summary>Blue, green, red: networks whose weights come from Caffe, such as VGG16 and ResNet50 in Keras.</summary>
    Bgr,
}
