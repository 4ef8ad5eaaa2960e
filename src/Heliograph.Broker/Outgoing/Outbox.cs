using System.Buffers;

namespace Heliograph.Broker.Outgoing;

/// <summary>The outgoing buffer of one connection: bytes in order, and the journal number they depend on (law L2).</summary>
/// <remarks>
/// Guarded by its <see cref="ClientLink"/>'s gate. Bytes that wait for the journal are set apart with the number they
/// need, so that later bytes with later numbers cannot hold them back for ever.
/// <code>
///   taken by a drain  &lt;-  [ waiting: needs Lsn 41 ]  &lt;-  [ open: needs Lsn 57 ]  &lt;-  appended by the engine
/// </code>
/// </remarks>
internal sealed class Outbox(SegmentPool segments) : IBufferWriter<byte>
{
    private Chain _waiting;
    private Chain _open;

    /// <summary>Bytes not taken yet.</summary>
    public int PendingBytes => _waiting.Bytes + _open.Bytes;

    /// <summary>Whatever has been appended leaves only when the journal is durable up to this number.</summary>
    public void Require(Lsn lsn) => _open.Needs = Lsn.Later(_open.Needs, lsn);

    public void Advance(int count)
    {
        Invariant.Check(_open.Last is not null, "bytes are advanced that were never asked for");
        _open.Last!.Length += count;
        _open.Bytes += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var last = _open.Last;
        if (last is null || last.Array.Length - last.Length < Math.Max(1, sizeHint)) last = Grow(sizeHint);
        return last.Array.AsMemory(last.Length);
    }

    /// <summary>Takes everything that may leave now.</summary>
    /// <param name="durable">How far the journal is durable.</param>
    /// <param name="taken">What to write; empty when nothing may leave.</param>
    /// <returns>The number that the next bytes wait for, or None when nothing waits.</returns>
    public Lsn Take(Lsn durable, out OutgoingBytes taken)
    {
        taken = default;
        if (_waiting.First is null)
        {
            if (_open.First is null) return Lsn.None; // what the next bytes need is kept
            _waiting = _open;
            _open = default;
        }

        if (_waiting.Needs > durable) return _waiting.Needs;

        var chain = _waiting;
        _waiting = default;
        if (_open.First is not null && _open.Needs <= durable)
        {
            chain.Last!.Next = _open.First;
            _open = default;
        }

        taken = new(chain.First);
        return _open.First is null ? Lsn.None : _open.Needs;
    }

    /// <summary>Drops everything: the connection is gone.</summary>
    public void Clear()
    {
        new OutgoingBytes(_waiting.First).Release();
        new OutgoingBytes(_open.First).Release();
        _waiting = _open = default;
    }

    private OutgoingSegment Grow(int sizeHint)
    {
        var segment = segments.Rent(sizeHint, isFirst: _open.Last is null);
        if (_open.Last is null) _open.First = segment;
        else _open.Last.Next = segment;
        return _open.Last = segment;
    }

    private struct Chain
    {
        public OutgoingSegment? First;
        public OutgoingSegment? Last;
        public int Bytes;
        public Lsn Needs;
    }
}
