using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Interception;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>How far a connection has come.</summary>
internal enum ConnectionState : byte
{
    AwaitConnect,

    /// <summary>The edge is finding out who the client is.</summary>
    Authenticating,

    /// <summary>AUTH packets go to and fro before CONNACK.</summary>
    Exchanging,
    Connected,
    Closed,
}

/// <summary>One network connection as the engine sees it: the state between its packets.</summary>
/// <remarks>
/// Its input is handled by one thread at a time, which owns what stands here; other threads only append to its
/// <see cref="Link"/> and close that. The edge drives it through <see cref="Broker"/>.
/// </remarks>
public sealed class Connection : ISlotted
{
    private long _lastPacketAt;
    private long _heldSince = Instant.Never.Milliseconds;
    private long _pausedUntil;
    private AccessCache? _accessCache;
    private EventQuota _events;
    private Voice? _voice;

    internal Connection(ClientLink link, Peer peer, BrokerOptions options, Instant now)
    {
        Announced = options;
        Link = link;
        Peer = peer;
        Identity = new("", null, peer);
        LastPacketAt = now;
    }

    /// <summary>The other end.</summary>
    public Peer Peer { get; }

    /// <summary>The remote address and port, for people.</summary>
    public string Address => Peer.Address;

    /// <summary>Set while the edge must find out who the client is; answer with <see cref="Broker.CompleteAuthentication"/>.</summary>
    public AuthenticationRequest? PendingAuthentication { get; internal set; }

    /// <summary>Set while an interceptor must be asked about its next PUBLISH; answer with <see cref="Broker.CompletePublish"/>. Any thread reads it.</summary>
    public InterceptedPublish? PendingPublish { get; internal set; }

    /// <summary>Of its CONNECT; None before.</summary>
    public ProtocolVersion Version => Link.Version;

    /// <summary>As far as it is known; empty before CONNECT and after the end.</summary>
    public string ClientId => Identity.ClientId;

    /// <summary>The engine has ended it: what is left may be written, and its input is of no more interest. Volatile.</summary>
    public bool HasEnded => Link.IsClosing;

    /// <summary>Whether its client has been let in. Of use to the thread that handles its input.</summary>
    public bool IsLetIn => State == ConnectionState.Connected;

    /// <summary>Set while it is not read from because it sent too fast: offer its input again then. Null otherwise. Any thread reads it.</summary>
    public Instant? PausedUntil
    {
        get => Volatile.Read(ref _pausedUntil) is var at and > 0 ? new Instant(at) : null;
        internal set => Volatile.Write(ref _pausedUntil, value?.Milliseconds ?? 0);
    }

    /// <summary>Where it stands among the others.</summary>
    int ISlotted.Slot { get; set; }

    internal ClientLink Link { get; }
    internal ConnectionState State { get; set; }

    /// <summary>Set by CONNACK; stays set after the end.</summary>
    internal Session? Session { get; set; }

    /// <summary>Who the client says it is until it is accepted, then who it is.</summary>
    internal Identity Identity { get; set; }

    /// <summary>A copy of the CONNECT body while authentication runs.</summary>
    internal byte[]? ConnectBody { get; set; }

    /// <summary>The last Authentication Data for CONNACK, while that waits.</summary>
    internal byte[]? FinalData { get; set; }

    /// <summary>A running exchange of enhanced authentication, before CONNACK or after.</summary>
    internal IAuthenticationExchange? Exchange { get; set; }

    /// <summary>How it was accepted, where that is good for a time only; else null.</summary>
    internal AuthenticationResult? Login { get; set; }

    /// <summary>The Authentication Method of CONNECT; null without one.</summary>
    internal string? AuthenticationMethod { get; set; }

    /// <summary>In force: the client's, or the one that CONNACK set. 0 for none.</summary>
    internal ushort KeepAliveSeconds { get; set; }

    /// <summary>The Session Expiry Interval of CONNECT as asked for: 0 may not become more at DISCONNECT.</summary>
    internal uint RequestedExpirySeconds { get; set; }

    /// <summary>What CONNACK announced; changes of the options do not reach back.</summary>
    internal BrokerOptions Announced { get; set; }

    /// <summary>How fast it is read; null for as fast as it sends.</summary>
    internal Pace? Pace { get; set; }

    /// <summary>Topics of the client's aliases by alias - 1; null until the first.</summary>
    internal byte[]?[]? Aliases { get; set; }

    internal AccessCache AccessCache => _accessCache ??= new();

    /// <summary>What was said of the PUBLISH at the front of its input; null for one that nobody was asked about.</summary>
    internal PublishVerdict? Verdict { get; set; }

    /// <summary>Waiting for room in a queue; not read from, and not silent either.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>Since when one publish has been held; Never while none is. Read by the tick.</summary>
    internal Instant HeldSince
    {
        get => new(Volatile.Read(ref _heldSince));
        set => Volatile.Write(ref _heldSince, value.Milliseconds);
    }

    /// <summary>Bytes at the front of the unread input whose answers were handled while a publish before them was held.</summary>
    internal long BytesAhead { get; set; }

    /// <summary>Whether it is time to tell again that a publish of the client is refused for want of room.</summary>
    internal bool TryTellRefusal(Instant now)
    {
        var voice = _voice ??= new();
        if (now < voice.NextRefusal) return false;
        voice.NextRefusal = now + TimeSpan.FromSeconds(10);
        return true;
    }

    /// <summary>Whether it is time to tell again that the client is read more slowly than it sends.</summary>
    internal bool TryTellPace(Instant now)
    {
        var voice = _voice ??= new();
        if (now < voice.NextPace) return false;
        voice.NextPace = now + TimeSpan.FromMinutes(1);
        return true;
    }

    /// <summary>Tells of something its client did to a topic or filter, within the bound of events a second.</summary>
    internal void Tell(EventKind kind, ReasonCode code, string cause, ReadOnlySpan<byte> topic, Batch batch)
    {
        // What was granted never hides what was refused.
        ref var quota = ref _events;
        if (kind is EventKind.Denied or EventKind.Dropped) quota = ref (_voice ??= new()).RefusalEvents;
        if (!quota.TryTake(batch.Now, out var isLast)) return;
        if (isLast) cause += $" (more than {EventQuota.PerSecondMax} events of this client in a second: the others are not told)";
        batch.Report(Session!.Event(batch.Now, kind, code, cause, Encoding.UTF8.GetString(topic)));
    }

    /// <summary>The client id in force once a login is accepted: where the user name is to be it, that of whom the client was proven to be.</summary>
    public string ClientIdOf(AuthenticationResult result) =>
        Peer.Policy is { UsesUserNameAsClientId: true } ? result.UserName ?? "" : ClientId;

    /// <summary>Lets go of what only its input needed: a timer may hold the rest for a while. Call last.</summary>
    internal void Forget()
    {
        Identity = new("", null, Peer.None);
        ConnectBody = null;
        PendingAuthentication = null;
        PendingPublish = null;
        Verdict = null;
        Exchange = null;
        Aliases = null;
        _accessCache = null;
    }

    /// <summary>When the last whole packet came. Read by the timers.</summary>
    internal Instant LastPacketAt
    {
        get => new(Volatile.Read(ref _lastPacketAt));
        set => Volatile.Write(ref _lastPacketAt, value.Milliseconds);
    }

    /// <summary>What has been told of its client's refusals lately, and of its pace.</summary>
    private sealed class Voice
    {
        private EventQuota _refusalEvents;

        public ref EventQuota RefusalEvents => ref _refusalEvents;

        public Instant NextRefusal { get; set; }

        public Instant NextPace { get; set; }
    }
}
