namespace Transfer.Models;

/// <summary>Something that is chosen by name: a loss, an optimizer, a schedule, a layer.</summary>
/// <param name="Name">Its name, such as <c>huber</c>.</param>
public sealed record Choice(string Name)
{
    /// <summary>Other names of the same, such as <c>mse</c>. Default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The numbers that it takes, those that are usually written first. Default none.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    internal bool IsCalled(string name) => Same(Name, name) || Aliases.Any(a => Same(a, name));

    internal Setting? Find(string name) => Settings.FirstOrDefault(s => Same(s.Name, name));

    // beta-1 is beta_1, and MSE is mse.
    private static bool Same(string own, string given) => own.Equals(given.Replace('-', '_'), StringComparison.OrdinalIgnoreCase);
}
