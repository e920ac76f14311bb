namespace Transfer.Pipeline.Features;

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
