using System.Text.Json.Serialization;

namespace Transfer.Pipeline;

/// <summary>What an audit found of an image or of a dataset.</summary>
public enum FindingKind
{
    /// <summary>The label is probably wrong.</summary>
    [JsonStringEnumMemberName("label")]
    Label,

    /// <summary>Another file has the same bytes.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>Another image is the same: resized, recompressed, cropped a little or mirrored.</summary>
    [JsonStringEnumMemberName("near_duplicate")]
    NearDuplicate,

    /// <summary>The same image is in another split as well.</summary>
    [JsonStringEnumMemberName("leak")]
    Leak,

    /// <summary>No other image is like it.</summary>
    [JsonStringEnumMemberName("outlier")]
    Outlier,

    /// <summary>It is unreadable, tiny, dark, blown out, blurred, empty or of an odd shape.</summary>
    [JsonStringEnumMemberName("quality")]
    Quality,

    /// <summary>Something beside what is shown gives away the class.</summary>
    [JsonStringEnumMemberName("shortcut")]
    Shortcut,
}
