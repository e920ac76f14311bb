using System.Collections.Concurrent;

namespace Transfer.Models;

/// <summary>Memory for intermediate results, used again by whatever convolution comes next: as many rooms as run at once.</summary>
internal sealed class WorkRooms
{
    private readonly ConcurrentBag<AlignedNumbers> _free = [];

    /// <summary>Room for some numbers; what is in it is left from the one before.</summary>
    public AlignedNumbers Take(long length) => _free.TryTake(out var room) && room.Length >= length ? room : new AlignedNumbers(length);

    /// <summary>Gives a room back.</summary>
    public void Return(AlignedNumbers room) => _free.Add(room);
}
