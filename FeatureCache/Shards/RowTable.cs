namespace Transfer.FeatureCache;

/// <summary>
/// Finds a row's shard by its key in about 12 bytes a row: the keys themselves are the shards'. One thread adds at a time; any number may
/// look up meanwhile without a lock.
/// </summary>
internal sealed class RowTable
{
    /// <summary>The most rows that a shard may have here.</summary>
    public const int MostRows = 1 << RowBits;

    private const int RowBits = 24;
    private const int ShardBits = 24;

    private volatile State _state = new(new ulong[16], new Shard[4]);
    private int _shards;

    public int Count { get; private set; }

    public bool TryFind(FeatureKey key, out (Shard Shard, int Row) place) => TryFind(_state, key, out place, out _);

    private static bool TryFind(State state, FeatureKey key, out (Shard Shard, int Row) place, out int index)
    {
        var hash = Hash(key);
        index = state.First(hash);
        for (var slot = state.Read(index); slot != 0; slot = state.Read(index))
        {
            if ((ushort)slot == (ushort)hash)
            {
                place = state.Place(slot);
                if (place.Shard.Key(place.Row) == key)
                {
                    return true;
                }
            }

            index = state.Next(index);
        }

        place = default;
        return false;
    }

    /// <summary>Makes room for this many more rows, so that adding them moves nothing.</summary>
    public void Reserve(long rows)
    {
        // At most three quarters full.
        var (needed, capacity) = ((Count + rows) * 4 / 3, (long)_state.Slots.Length);
        while (capacity <= needed)
        {
            capacity *= 2;
        }

        if (capacity == _state.Slots.Length)
        {
            return;
        }

        var grown = new State(new ulong[capacity], _state.Shards);
        foreach (var slot in _state.Slots.Where(slot => slot != 0))
        {
            var (shard, row) = grown.Place(slot);
            TryFind(grown, shard.Key(row), out _, out var index);
            grown.Write(index, slot);
        }

        _state = grown;
    }

    /// <summary>Adds the rows of a shard. Of two rows of one key the lower one is kept, as <see cref="Shard.CompareRow"/> has it.</summary>
    /// <exception cref="IOException">Such rows cannot be read.</exception>
    public void Add(Shard shard)
    {
        Reserve(shard.Count);
        if (_shards == _state.Shards.Length)
        {
            var more = new Shard[_shards * 2];
            _state.Shards.CopyTo(more, 0);
            _state = new State(_state.Slots, more);
        }

        _state.Shards[_shards] = shard;
        for (var row = 0; row < shard.Count; row++)
        {
            var key = shard.Key(row);
            var hash = Hash(key);
            var slot = ((ulong)(uint)row << (16 + ShardBits)) | ((ulong)(uint)(_shards + 1) << 16) | (ushort)hash;
            if (!TryFind(_state, key, out var place, out var index))
            {
                _state.Write(index, slot);
                Count++;
            }
            else if (shard.CompareRow(row, place.Shard, place.Row) < 0)
            {
                _state.Write(index, slot);
            }
        }

        _shards++;
    }

    public void Clear() => (_state, _shards, Count) = (new State(new ulong[16], new Shard[4]), 0, 0);

    private static ulong Hash(FeatureKey key) => (ulong)(key.Image.Key >> 64) + ((ulong)(uint)key.View * 0x9E3779B97F4A7C15);

    /// <summary>A slot has the row in its upper 24 bits, then the shard's number from 1 in 24, then 16 bits of the key's hash.</summary>
    private sealed class State(ulong[] slots, Shard[] shards)
    {
        public ulong[] Slots { get; } = slots;

        public Shard[] Shards { get; } = shards;

        public int First(ulong hash) => (int)((hash >> 16) & (ulong)(Slots.Length - 1));

        public int Next(int index) => (index + 1) & (Slots.Length - 1);

        public ulong Read(int index) => Volatile.Read(ref Slots[index]);

        public (Shard Shard, int Row) Place(ulong slot)
            => (Shards[(int)((slot >> 16) & ((1 << ShardBits) - 1)) - 1], (int)(slot >> (16 + ShardBits)));

        public void Write(int index, ulong slot) => Volatile.Write(ref Slots[index], slot);
    }
}
