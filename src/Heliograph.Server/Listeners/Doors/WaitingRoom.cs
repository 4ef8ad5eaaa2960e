using System.Collections.Concurrent;
using System.Net;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>Counts connections that have not said yet what they speak, in all and of each address: there is room for so many.</summary>
/// <param name="time">For how often it is told that there is no room.</param>
internal sealed class WaitingRoom(TimeProvider time)
{
    /// <summary>Connections that have said nothing yet, or are in a handshake of TLS; further ones are closed.</summary>
    public const int SeatsMax = 10_000;

    /// <summary>Those of one IPv4 address, or of one IPv6 network of 64 bits, which one machine may have for itself.</summary>
    public const int SeatsPerAddressMax = SeatsMax / 4;

    private static readonly TimeSpan ToldEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AddressRange, int> _taken = [];
    private long _toldAt;
    private int _count;

    /// <summary>Takes a seat; it is given back with <see cref="Leave"/>.</summary>
    /// <returns>Null, or why there is none.</returns>
    public string? TryEnter(EndPoint? remote)
    {
        if (Interlocked.Increment(ref _count) > SeatsMax)
        {
            Interlocked.Decrement(ref _count);
            return $"{SeatsMax} others have not said anything either";
        }

        // Who comes by a Unix socket has no address of its own.
        if (RangeOf(remote) is not { } range || _taken.AddOrUpdate(range, 1, (_, count) => count + 1) <= SeatsPerAddressMax) return null;
        Leave(remote);
        return $"{SeatsPerAddressMax} others from {range} have not said anything either";
    }

    public void Leave(EndPoint? remote)
    {
        Interlocked.Decrement(ref _count);
        if (RangeOf(remote) is not { } range) return;
        while (_taken.TryGetValue(range, out var count))
        {
            var isDone = count == 1 ? _taken.TryRemove(new(range, count)) : _taken.TryUpdate(range, count - 1, count);
            if (isDone) return;
        }
    }

    /// <summary>Whether it is time to tell that there is no room: a flood is not to fill the log.</summary>
    public bool IsToBeTold()
    {
        var before = Volatile.Read(ref _toldAt);
        var now = time.GetTimestamp();
        return (before == 0 || time.GetElapsedTime(before, now) >= ToldEvery) && Interlocked.CompareExchange(ref _toldAt, now, before) == before;
    }

    private static AddressRange? RangeOf(EndPoint? remote) => remote is IPEndPoint { Address: var address } ? AddressRange.OfHost(address) : null;
}
