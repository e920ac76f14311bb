namespace Transfer.Tests.Models;

public sealed class UseCountTests
{
    [Fact]
    public void A_resource_is_freed_once_and_after_its_last_use()
    {
        var freed = 0;
        var uses = new UseCount(this, () => freed++);
        var (first, second) = (uses.Begin(), uses.Begin());
        uses.Dispose();
        uses.Dispose();
        first.Dispose();
        Assert.Equal(0, freed);
        second.Dispose();
        Assert.Equal(1, freed);
    }

    [Fact]
    public void A_resource_without_users_is_freed_at_once_and_refuses_later_uses()
    {
        var isFreed = false;
        var uses = new UseCount(this, () => isFreed = true);
        uses.Begin().Dispose();
        uses.ThrowIfDisposed();
        Assert.False(isFreed);
        uses.Dispose();
        Assert.True(isFreed);
        Assert.Equal(GetType().FullName, Assert.Throws<ObjectDisposedException>(() => uses.Begin()).ObjectName);
        Assert.Throws<ObjectDisposedException>(uses.ThrowIfDisposed);
    }

    [Fact]
    public void No_use_outlives_the_resource()
    {
        for (var round = 0; round < 200; round++)
        {
            var (isFreed, outlived) = (false, 0);
            var uses = new UseCount(this, () => Volatile.Write(ref isFreed, true));
            Parallel.For(0, 4, worker =>
            {
                for (var i = 0; i < 50 && worker > 0; i++)
                {
                    try
                    {
                        using var use = uses.Begin();
                        Thread.SpinWait(20);
                        Interlocked.Add(ref outlived, Volatile.Read(ref isFreed) ? 1 : 0);
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }

                uses.Dispose();
            });
            Assert.Equal((true, 0), (isFreed, outlived));
        }
    }
}
