using System.Text;

namespace Transfer.FeatureCache;

/// <summary>
/// Everything that shaped a feature, as named texts: the hash of the convolutional base up to its cut point, the preprocessing,
/// the image size, the augmentation, the numeric type… Two recipes that differ in anything have different hashes and never see
/// each other's rows.
/// </summary>
public sealed class FeatureRecipe
{
    /// <summary>The version of the files that this release writes; part of every hash.</summary>
    internal const int FormatVersion = 1;

    // Strict, because a lone surrogate would otherwise become the same bytes as any other one.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly OrderedDictionary<string, string> _parts = new(StringComparer.Ordinal);

    /// <summary>Collects the parts.</summary>
    /// <param name="parts">Name and value, in the order in which a person wants to read them.</param>
    /// <exception cref="ArgumentException">There are none, a name is empty or comes twice, or a text is not valid Unicode.</exception>
    public FeatureRecipe(IEnumerable<KeyValuePair<string, string>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        foreach (var (name, value) in parts)
        {
            if (string.IsNullOrWhiteSpace(name) || value is null)
            {
                throw new ArgumentException($"A part of a recipe needs a name and a value, but '{name}' has '{value}'.", nameof(parts));
            }

            if (!_parts.TryAdd(name, value))
            {
                throw new ArgumentException($"The recipe has two parts named '{name}'; give each part its own name.", nameof(parts));
            }
        }

        if (_parts.Count == 0)
        {
            throw new ArgumentException("A recipe without parts would match every feature; name what shaped this one.", nameof(parts));
        }

        Hash = ComputeHash();
    }

    /// <summary>The parts by name, in the order given.</summary>
    public IReadOnlyDictionary<string, string> Parts => _parts;

    /// <summary>
    /// The hash of all names and values and of the store's format version. The order of the parts does not matter; where one text
    /// ends and the next begins does.
    /// </summary>
    public ContentHash Hash { get; }

    /// <summary>Every part on its line.</summary>
    public override string ToString() => string.Join('\n', _parts.Select(part => $"{part.Key}: {part.Value}"));

    private ContentHash ComputeHash()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        Append("Transfer.FeatureRecipe");
        writer.Write(FormatVersion);
        writer.Write(_parts.Count);
        foreach (var (name, value) in _parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            Append(name);
            Append(value);
        }

        return ContentHash.Of(bytes.ToArray());

        // Each text after its length, so that moving a letter from one text to the next is not the same encoding.
        void Append(string text)
        {
            var encoded = Utf8.GetBytes(text);
            writer.Write(encoded.Length);
            writer.Write(encoded);
        }
    }
}
