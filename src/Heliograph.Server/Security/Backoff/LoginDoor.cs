using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Security.Backoff;

/// <summary>
/// Turns away network connections from addresses of which no login would be looked at, as too many wait already. Some are refused
/// with an answer; what comes beyond that in a second is a flood, and is closed before anything is made for it, at a tenth of the cost.
/// An address that somebody was let in from lately is never shut out.
/// </summary>
/// <param name="asksPasswords">Whether logins at a listener wait for such a place.</param>
/// <param name="isFull">Whether no login of an address would find one.</param>
/// <param name="time">Its clock.</param>
internal sealed class LoginDoor(Predicate<string> asksPasswords, Predicate<IPAddress> isFull, TimeProvider time)
{
    private const int HostsMax = 10_000;

    /// <summary>Connections of such addresses in a second that are heard, and get their answer.</summary>
    public const int AnsweredPerSecondMax = 50;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KnownFor = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly RecentVerifications _known = new(HostsMax, KnownFor, time);
    private readonly TurnedAwayVoice _voice = new(time);
    private long _since;
    private int _answered;

    /// <summary>A login had its verdict.</summary>
    public void OnVerdict(AuthenticationResult result, AuthenticationRequest request)
    {
        if (result.Outcome == AuthenticationOutcome.Accepted && IPAddress.TryParse(request.Peer.Host, out var address)) _known.Add(AddressRange.OfHost(address).Network);
    }

    /// <summary>Whether a peer is turned away. Not asked about a proxy, who comes for others.</summary>
    /// <param name="listener">Where it comes to.</param>
    /// <param name="remote">Who it is.</param>
    /// <param name="cause">Why, where it is to be told; a flood is only counted.</param>
    public bool IsShutTo(string listener, EndPoint? remote, out string? cause)
    {
        cause = null;
        if (remote is not IPEndPoint { Address: var address } || !asksPasswords(listener) || !isFull(address)) return false;
        if (_known.Contains(AddressRange.OfHost(address).Network) || IsAnswered()) return false;
        if (_voice.TryTell(out var note)) cause = $"too many of its logins wait already{note}";
        return true;
    }

    private bool IsAnswered()
    {
        lock (_lock)
        {
            if (_answered == 0 || time.GetElapsedTime(_since) >= Second) (_answered, _since) = (0, time.GetTimestamp());
            return ++_answered <= AnsweredPerSecondMax;
        }
    }
}
