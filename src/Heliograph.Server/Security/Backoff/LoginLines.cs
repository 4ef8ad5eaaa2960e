using System.Collections.Concurrent;
using System.Net;
using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Backoff;

/// <summary>Where logins of failing addresses and users wait for their turns: one at a time, each after the wait of its line. Any thread.</summary>
/// <remarks>First in the line of the address, and only then in that of the user: who is kept by its address keeps no other host waiting.</remarks>
internal sealed class LoginLines(LoginBackoff backoff, TimeProvider time)
{
    /// <summary>Logins that wait at once, in all lines, and those of one host or IPv6 network of 48 bits among them.</summary>
    public const int WaitingMax = 1_000, OfHostMax = WaitingMax / 2;

    /// <summary>Those of one address.</summary>
    public const int OfAddressMax = 4;

    /// <summary>Those of one user, and how many of them may come from one host.</summary>
    public const int OfUserMax = 64, OfUserAndHostMax = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<LoginKey, Line> _lines = [];
    private readonly ConcurrentDictionary<LoginWaiting, byte> _waiting = [];
    private readonly HostShares _shares = new(WaitingMax, OfHostMax);
    private int _count;
    private int _full; // lines of addresses that are

    /// <summary>How many wait now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Who waits now.</summary>
    public IEnumerable<LoginWaiting> Waiting => _waiting.Keys;

    /// <summary>The lines of a login: of its address, where it has one, and of its user.</summary>
    public static LoginKey[] KeysOf(AuthenticationRequest request)
    {
        var keys = new List<LoginKey>(2);
        if (IPAddress.TryParse(request.Peer.Host, out _)) keys.Add(LoginKey.OfAddress(request.Peer.Host));
        if (request.UserName is { } user) keys.Add(LoginKey.OfUser(user));
        return [.. keys];
    }

    /// <summary>Whether nobody finds a place in the line of an address any more.</summary>
    public bool IsFull(IPAddress address)
    {
        if (Volatile.Read(ref _full) == 0) return false;
        lock (_lock) return _lines.TryGetValue(LoginKey.OfAddress(address), out var line) && line.Count > OfAddressMax;
    }

    /// <summary>Waits until a login may have its verdict.</summary>
    /// <param name="request">The login.</param>
    /// <param name="keys">Its lines.</param>
    /// <param name="stop">Gives it up.</param>
    /// <returns>Dispose it after the verdict. Null when there are too many before it.</returns>
    public async ValueTask<IDisposable?> TryWaitAsync(AuthenticationRequest request, LoginKey[] keys, CancellationToken stop)
    {
        if (!Array.Exists(keys, backoff.IsFailing)) return new Turns();
        var waiting = new LoginWaiting(request.ClientId, request.UserName, request.Peer.Address, time.GetUtcNow().UtcDateTime, keys.FirstOrDefault(backoff.IsFailing));
        var host = Origin.Of(request.Peer);
        if (!TryBegin(host)) return null;
        var turns = new Turns();
        try
        {
            _waiting.TryAdd(waiting, 0);
            foreach (var key in keys)
            {
                if (!backoff.IsFailing(key)) continue;
                if (await EnterAsync(key, request.Peer, stop) is not { } turn) return null;
                turns.Add(turn);
                while (backoff.WaitOf(key) is { Ticks: > 0 } wait) await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, stop);
            }

            var given = turns;
            turns = new();
            return given;
        }
        finally
        {
            turns.Dispose();
            _waiting.TryRemove(waiting, out _);
            End(host);
        }
    }

    private bool TryBegin(Origin host)
    {
        lock (_lock)
        {
            if (_count == WaitingMax || !_shares.HasRoomFor(host)) return false;
            _shares.Take(host);
            _count++;
            return true;
        }
    }

    private void End(Origin host)
    {
        lock (_lock)
        {
            _shares.GiveBack(host);
            _count--;
        }
    }

    private async ValueTask<IDisposable?> EnterAsync(LoginKey key, Peer peer, CancellationToken stop)
    {
        var line = LineOf(key);
        var isTaken = false;
        try
        {
            if (await line.Turns.TryTakeAsync(peer, stop) is not { } turn) return null;
            isTaken = true;
            return new Turns { turn, new Leaving(this, key, line) };
        }
        finally
        {
            if (!isTaken) Leave(key, line);
        }
    }

    private Line LineOf(LoginKey key)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(key, out var line))
                _lines.Add(key, line = new(key.IsUser ? new(1, OfUserMax, OfUserAndHostMax) : new(1, OfAddressMax, OfAddressMax)));
            if (line.Count++ == OfAddressMax && !key.IsUser) _full++;
            return line;
        }
    }

    private void Leave(LoginKey key, Line line)
    {
        lock (_lock)
        {
            if (--line.Count == OfAddressMax && !key.IsUser) _full--;
            if (line.Count == 0) _lines.Remove(key);
        }
    }

    private sealed class Line(FairTurns turns)
    {
        public FairTurns Turns => turns;

        /// <summary>Who waits or has the turn; guarded by the lock of the lines.</summary>
        public int Count { get; set; }
    }

    private sealed class Leaving(LoginLines lines, LoginKey key, Line line) : IDisposable
    {
        public void Dispose() => lines.Leave(key, line);
    }

    private sealed class Turns : List<IDisposable>, IDisposable
    {
        public void Dispose()
        {
            foreach (var one in this) one.Dispose();
            Clear();
        }
    }
}

/// <summary>A login that waits.</summary>
/// <param name="ClientId">Of whom.</param>
/// <param name="UserName">The user that it names, or null.</param>
/// <param name="Address">With its port.</param>
/// <param name="Since">In UTC.</param>
/// <param name="Line">What it has to wait for.</param>
internal sealed record LoginWaiting(string ClientId, string? UserName, string Address, DateTime Since, LoginKey Line);
