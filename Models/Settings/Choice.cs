namespace Transfer.Models;

/// <summary>A named choice, such as a loss, an optimizer, a schedule or a layer.</summary>
/// <param name="Name">Its name, such as <c>huber</c>.</param>
internal sealed record Choice(string Name)
{
    /// <summary>Other names of it, such as <c>mse</c>. Default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its settings, in the order in which values without a name are assigned. Default none.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    internal bool IsCalled(string name) => Same(Name, name) || Aliases.Any(a => Same(a, name));

    internal Setting? Find(string name) => Settings.FirstOrDefault(s => Same(s.Name, name));

    // beta-1 is beta_1, and MSE is mse.
    private static bool Same(string own, string given) => own.Equals(given.Replace('-', '_'), StringComparison.OrdinalIgnoreCase);
}
