using System.Net;
using Heliograph.Server.Security;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>
/// Counts connections that have not said yet what they speak, in all, of each host and of each network: there is room for so many, and
/// of what is free each may have a part.
/// </summary>
/// <param name="time">For how often it is told that there is no room.</param>
internal sealed class WaitingRoom(TimeProvider time)
{
    /// <summary>Connections that have said nothing yet, or are in a handshake of TLS; further ones are closed.</summary>
    public const int SeatsMax = 10_000;

    private static readonly TimeSpan ToldEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HostShares _shares = new(SeatsMax);
    private long _toldAt;
    private int _count;

    /// <summary>Takes a seat; it is given back with <see cref="Leave"/>.</summary>
    /// <returns>Null, or why there is none.</returns>
    public string? TryEnter(EndPoint? remote)
    {
        lock (_lock)
        {
            if (_count == SeatsMax) return $"{SeatsMax} others have not said anything either";
            if (HostOf(remote) is { } host)
            {
                if (_shares.FullOf(host) is var (who, share)) return $"{share} others from {who} have not said anything either";
                _shares.Take(host);
            }

            _count++;
            return null;
        }
    }

    public void Leave(EndPoint? remote)
    {
        lock (_lock)
        {
            if (HostOf(remote) is { } host) _shares.GiveBack(host);
            _count--;
        }
    }

    /// <summary>Whether it is time to tell that there is no room: a flood is not to fill the log.</summary>
    public bool IsToBeTold()
    {
        var before = Volatile.Read(ref _toldAt);
        var now = time.GetTimestamp();
        return (before == 0 || time.GetElapsedTime(before, now) >= ToldEvery) && Interlocked.CompareExchange(ref _toldAt, now, before) == before;
    }

    // Who comes by a Unix socket has no address of its own.
    private static Origin? HostOf(EndPoint? remote) => remote is IPEndPoint { Address: var address } ? Origin.Of(address) : null;
}
