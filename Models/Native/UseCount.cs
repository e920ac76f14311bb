namespace Transfer.Models;

/// <summary>
/// Counts the calls that use a native resource, so that its owner can be disposed while other threads use it: calls that have begun
/// complete, calls that begin later are refused, and the resource is freed when the last call has ended.
/// </summary>
/// <param name="owner">The object that is disposed, for the exception.</param>
/// <param name="free">Frees the resource; called once.</param>
internal sealed class UseCount(object owner, Action free)
{
    // The owner counts as a user until it is disposed.
    private int _users = 1;
    private volatile int _isDisposed;

    /// <summary>Begins a use, which ends when the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    public Use Begin()
    {
        var users = Volatile.Read(ref _users);
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0 || users == 0, owner);
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return new Use(this);
            }

            users = seen;
        }
    }

    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed != 0, owner);

    /// <summary>Refuses further uses, and frees the resource at once or after the last use. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            End();
        }
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            free();
        }
    }

    /// <summary>A use that has begun.</summary>
    public readonly struct Use(UseCount count) : IDisposable
    {
        public void Dispose() => count.End();
    }
}
