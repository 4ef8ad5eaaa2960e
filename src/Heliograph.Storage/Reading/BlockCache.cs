using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Reading;

/// <summary>Blocks of the log that were read last. Queues are drained in order, so one read serves many messages.</summary>
/// <remarks>Guarded by its owner's lock.</remarks>
internal sealed class BlockCache(int blocksMax)
{
    public const int BlockBytes = 64 << 10;

    private readonly Dictionary<long, Block> _blocks = []; // by the position where they would begin in a whole segment
    private readonly LinkedList<Block> _byUse = new(); // the latest first

    public long BlocksRead { get; private set; }

    /// <summary>A block of a segment's file.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="index">Which block of its file.</param>
    /// <param name="bytesNeeded">If it is cached with fewer bytes, it is read anew: the segment has grown.</param>
    /// <param name="read">Reads from an offset of the file and says how many bytes hold.</param>
    public ReadOnlySpan<byte> Get(Segment segment, long index, int bytesNeeded, BlockRead read)
    {
        var key = segment.Start + (index * BlockBytes);
        if (_byUse.First is { Value: var latest } && latest.Key == key && latest.Count >= bytesNeeded) return latest.Bytes.AsSpan(0, latest.Count);
        if (_blocks.TryGetValue(key, out var block))
        {
            _byUse.Remove(block.Node);
        }
        else
        {
            block = Free();
            block.Key = key;
            block.Count = 0;
            _blocks.Add(key, block);
        }

        _byUse.AddFirst(block.Node);
        if (block.Count < bytesNeeded)
        {
            block.Count = 0; // also if reading fails
            block.Count = read(index * BlockBytes, block.Bytes);
            BlocksRead++;
        }

        return block.Bytes.AsSpan(0, block.Count);
    }

    /// <summary>Drops what came from the file of a segment.</summary>
    public void Forget(Segment segment)
    {
        foreach (var (key, block) in _blocks)
        {
            if (key < segment.Start || key >= segment.End) continue;
            _blocks.Remove(key);
            _byUse.Remove(block.Node);
        }
    }

    private Block Free()
    {
        if (_blocks.Count < blocksMax || _byUse.Last is not { } oldest) return new();
        _byUse.Remove(oldest);
        _blocks.Remove(oldest.Value.Key);
        return oldest.Value;
    }

    private sealed class Block
    {
        public Block() => Node = new(this);

        public LinkedListNode<Block> Node { get; }
        public byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes);
        public long Key { get; set; }
        public int Count { get; set; }
    }
}
