using Transfer.Augmentation;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

internal static class ImageIdentity
{
    /// <summary>The number under which the augmenter knows an image: by content, so that a copy has the same views.</summary>
    public static long ToIdentity(this ContentHash hash)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.Size];
        hash.CopyTo(bytes);
        return Augmenter.IdentityOf(bytes);
    }
}
