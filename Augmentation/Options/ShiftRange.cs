using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>
/// How far an image is moved along one axis, as Keras reads <c>width_shift_range</c> and <c>height_shift_range</c>. A number below 1 is
/// a share of the side, and a number in [-share, share) is drawn; a number from 1 on is in pixels of the result. Of a list one number is
/// chosen, with either sign. The default moves nothing.
/// </summary>
public readonly record struct ShiftRange
{
    // The largest side that a view can have.
    private const double Most = 8192;

    private readonly double _limit;
    private readonly bool _whole;
    private readonly double[]? _choices;

    private ShiftRange(double limit, bool whole, double[]? choices)
    {
        // A negative zero would be another text for the same thing.
        (_limit, _whole, _choices) = (limit + 0.0, whole && limit != 0, choices);
    }

    /// <summary>Any position up to a limit: a share of the side when it is below 1, pixels otherwise.</summary>
    /// <param name="limit">0 to 8192; 0 moves nothing.</param>
    public static ShiftRange UpTo(double limit) => new(limit, false, null);

    /// <summary>Whole pixels nearer than a limit, as Keras reads an integer: 3 gives -2, -1, 0, 1 or 2.</summary>
    public static ShiftRange WholePixels(int limit) => new(limit, true, null);

    /// <summary>One of these numbers with either sign: shares of the side when the largest is below 1, pixels otherwise.</summary>
    public static ShiftRange OneOf(params ReadOnlySpan<double> choices) => new(0, false, choices.ToArray());

    /// <summary>The same as <see cref="UpTo"/>.</summary>
    public static implicit operator ShiftRange(double limit) => UpTo(limit);

    /// <summary>The same as <see cref="WholePixels"/>.</summary>
    public static implicit operator ShiftRange(int limit) => WholePixels(limit);

    /// <summary>Reads <c>0.2</c> (a share), <c>20.0</c> (pixels), <c>20</c> (whole pixels) or <c>[5,10,20]</c> (a list).</summary>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static ShiftRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var range) ? range : throw new ArgumentException(
            $"The shift range '{text}' cannot be read; expected a share such as 0.2, pixels such as 20, or a list such as 5,10,20.");
    }

    /// <summary>Reads what <see cref="Parse"/> reads; false when it would fail.</summary>
    public static bool TryParse(string text, out ShiftRange range)
    {
        ArgumentNullException.ThrowIfNull(text);
        range = default;
        var trimmed = text.Trim();
        if (int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            range = WholePixels(whole);
            return true;
        }

        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit))
        {
            range = UpTo(limit);
            return true;
        }

        var inner = trimmed is ['[', .. var between, ']'] ? between : trimmed;
        var parts = inner.Split(',', StringSplitOptions.TrimEntries);
        var choices = new double[parts.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            if (!double.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out choices[index]))
            {
                return false;
            }
        }

        range = OneOf(choices);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ShiftRange other) => _limit.Equals(other._limit) && _whole == other._whole
        && (_choices is null) == (other._choices is null) && _choices.AsSpan().SequenceEqual(other._choices);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_limit, _whole, _choices?.Length, _choices?.FirstOrDefault());

    /// <summary>The text that <see cref="Parse"/> reads back to an equal value, the same on every machine.</summary>
    public override string ToString()
    {
        if (_choices is not null)
        {
            return $"[{string.Join(',', _choices.Select(choice => (choice + 0.0).ToString("R", CultureInfo.InvariantCulture)))}]";
        }

        var text = _limit.ToString("R", CultureInfo.InvariantCulture);
        return _whole || _limit == 0 || text.AsSpan().ContainsAny('.', 'E', 'N') || double.IsInfinity(_limit) ? text : text + ".0";
    }

    /// <summary>True when nothing is ever moved.</summary>
    internal bool IsNone => _choices is null && _limit == 0;

    /// <summary>What is wrong with it, as the end of a sentence; null when nothing is.</summary>
    internal string? Fault => _choices switch
    {
        null when _limit is not (>= 0 and <= Most) => "expected a share such as 0.2 or pixels such as 20, 0 or more",
        { Length: 0 } => "expected a list with at least one number",
        not null when !_choices.All(choice => Math.Abs(choice) <= Most) => "expected shares or pixels, at most 8192 of them",
        _ => null,
    };

    /// <summary>Draws a shift in pixels for a side of <paramref name="side"/> pixels.</summary>
    internal double Draw(SeededRandom random, int side)
    {
        if (_choices is not null)
        {
            var chosen = _choices[random.Next(_choices.Length)] * (random.Chance(0.5) ? 1 : -1);
            return _choices.Max() < 1 ? chosen * side : chosen;
        }

        if (_whole)
        {
            return random.Next((int)_limit) * (random.Chance(0.5) ? 1 : -1);
        }

        var drawn = random.Uniform(-_limit, _limit);
        return _limit < 1 ? drawn * side : drawn;
    }
}
