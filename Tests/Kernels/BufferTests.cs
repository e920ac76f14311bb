namespace Transfer.Tests.Kernels;

public sealed class BufferTests
{
    [Fact]
    public void A_buffer_is_zeros_in_whole_cache_lines()
    {
        using var buffer = new AlignedBuffer(33);
        Assert.Equal(48, buffer.Length);
        Assert.All(buffer.Span.ToArray(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void A_returned_buffer_is_used_again_if_it_is_large_enough()
    {
        using var pool = new ScratchBuffers();
        var first = pool.Take(100);
        pool.Return(first);
        var second = pool.Take(90);
        Assert.Same(first, second);
        pool.Return(second);
        var third = pool.Take(1000);
        Assert.NotSame(first, third);
        Assert.Equal(1008, third.Length);
        pool.Return(third);
    }
}
