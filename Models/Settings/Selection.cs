namespace Transfer.Models;

/// <summary>A choice with the values of its settings.</summary>
internal sealed class Selection : IEquatable<Selection>
{
    private readonly Choice _choice;
    private readonly double[] _values;

    internal Selection(Choice choice, IReadOnlyDictionary<Setting, double> values)
    {
        _choice = choice;
        _values = [.. choice.Settings.Select(s => values.GetValueOrDefault(s, s.Default))];
    }

    /// <summary>The name of the choice; an alias is replaced by it.</summary>
    public string Name => _choice.Name;

    /// <summary>The value of a setting.</summary>
    /// <exception cref="KeyNotFoundException">There is no such setting.</exception>
    public double this[string setting]
    {
        get
        {
            for (var i = 0; i < _values.Length; i++)
            {
                if (_choice.Settings[i].Name == setting)
                {
                    return _values[i];
                }
            }

            throw new KeyNotFoundException($"'{Name}' has no setting '{setting}'.");
        }
    }

    /// <summary>Whether a flag is set.</summary>
    public bool Is(string flag) => this[flag] != 0;

    /// <summary>The text of the choice without default values, such as <c>dense:256:l2=0.01</c>; parses to an equal selection.</summary>
    public override string ToString() => string.Join(':', _choice.Settings.Zip(_values)
        .Where(p => p.First.IsRequired || p.Second != p.First.Default)
        .Select(p => (p.First.IsRequired, p.First.IsFlag && p.Second == 1) switch
        {
            (true, _) => Setting.Write(p.Second),
            (_, true) => p.First.Name,
            _ => $"{p.First.Name}={(p.First.IsFlag ? "false" : Setting.Write(p.Second))}",
        })
        .Prepend(Name));

    /// <inheritdoc/>
    public bool Equals(Selection? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Selection);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
