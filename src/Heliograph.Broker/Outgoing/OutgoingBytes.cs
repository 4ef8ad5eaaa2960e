namespace Heliograph.Broker.Outgoing;

/// <summary>Bytes on their way to one client, taken out of its <see cref="Outbox"/> for one drain.</summary>
/// <remarks>The taker writes the segments in order and then calls <see cref="Release"/> once.</remarks>
public readonly struct OutgoingBytes
{
    private readonly OutgoingSegment? _first;

    internal OutgoingBytes(OutgoingSegment? first) => _first = first;

    public bool IsEmpty => _first is null;

    public Enumerator GetEnumerator() => new(_first);

    /// <summary>Gives the memory back. The segments must not be used afterwards.</summary>
    public void Release() => _first?.Pool.Return(_first);

    /// <summary>Walks the segments in their order.</summary>

    public struct Enumerator
    {
        private OutgoingSegment? _next;

        internal Enumerator(OutgoingSegment? first) => _next = first;

        public ReadOnlyMemory<byte> Current { get; private set; }

        public bool MoveNext()
        {
            if (_next is null) return false;
            Current = _next.Array.AsMemory(0, _next.Length);
            _next = _next.Next;
            return true;
        }
    }
}
