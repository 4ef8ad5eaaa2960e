namespace Heliograph.Tests.Common.Disks;

/// <summary>The bytes of a file: as they are read now, and as a power cut would leave them at least.</summary>
internal sealed class SimulatedFile(string name)
{
    private const int SectorBytes = 512;

    private readonly Lock _gate = new();
    private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
    private byte[] _current = [];
    private byte[] _durable = [];
    private long _length;

    public string Name => name;

    public long Length => Volatile.Read(ref _length);

    public int Read(long offset, Span<byte> into)
    {
        lock (_gate)
        {
            var count = (int)Math.Clamp(_length - offset, 0, into.Length);
            _current.AsSpan((int)Math.Min(offset, _length), count).CopyTo(into);
            return count;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            Put(ref _current, offset, bytes);
            _length = Math.Max(_length, offset + bytes.Length);
            _unsynced.Add((offset, bytes.ToArray()));
        }
    }

    // Lengths are durable at once: the journal relies on nothing else, and the tests of torn writes are about bytes.
    public void SetLength(long length)
    {
        lock (_gate)
        {
            Array.Resize(ref _current, (int)length);
            if (_durable.Length > length) Array.Resize(ref _durable, (int)length);
            _length = length;
        }
    }

    public void Sync()
    {
        lock (_gate)
        {
            foreach (var (offset, bytes) in _unsynced) Put(ref _durable, offset, bytes);
            if (_durable.Length < _length) Array.Resize(ref _durable, (int)_length);
            _unsynced.Clear();
        }
    }

    /// <summary>Each write that was not synced is there, or not, or its beginning, or some of its sectors.</summary>
    public void LosePower(Random random)
    {
        lock (_gate)
        {
            foreach (var (offset, bytes) in _unsynced) Survive(offset, bytes, random);
            _unsynced.Clear();
            _current = [.. _durable];
            _length = _durable.Length;
        }
    }

    public SimulatedFile Copy()
    {
        var copy = new SimulatedFile(name);
        copy.SetDurable(ToArray());
        return copy;
    }

    public byte[] ToArray()
    {
        lock (_gate) return _current[..(int)_length];
    }

    public void SetDurable(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _unsynced.Clear();
            (_current, _durable, _length) = (bytes.ToArray(), bytes.ToArray(), bytes.Length);
        }
    }

    private void Survive(long offset, byte[] bytes, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                break;
            case 1:
                Put(ref _durable, offset, bytes);
                break;
            case 2:
                Put(ref _durable, offset, bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                break;
            default:
                for (var at = 0; at < bytes.Length;)
                {
                    // Sectors are those of the disk, not of the write.
                    var end = (int)Math.Min(bytes.Length, ((offset + at) / SectorBytes * SectorBytes) + SectorBytes - offset);
                    if (random.Next(2) == 0) Put(ref _durable, offset + at, bytes.AsSpan(at..end));
                    at = end;
                }

                break;
        }
    }

    private static void Put(ref byte[] into, long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && into.Length < offset + bytes.Length) Array.Resize(ref into, (int)offset + bytes.Length);
        bytes.CopyTo(into.AsSpan((int)Math.Min(offset, into.Length)));
    }
}
