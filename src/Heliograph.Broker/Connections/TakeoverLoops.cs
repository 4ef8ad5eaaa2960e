using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>Recognises two connections that take one client id from each other again and again, and says how long the next is to wait.</summary>
/// <remarks>
/// <para>
/// A client that comes back after it lost its network takes over its own connection: from the same host, or once from
/// another. Only a host that takes the client id back from the one that took it from there counts; or, on one host, more
/// takeovers in a short time than a client that first has to notice a loss can make.
/// </para>
/// <para>Bounded: of more client ids than <see cref="WatchedMax"/> the one that was quiet longest is forgotten. Guarded by its lock, under
/// which nothing else is taken.</para>
/// </remarks>
internal sealed class TakeoverLoops
{
    /// <summary>Client ids that are watched at once.</summary>
    public const int WatchedMax = 1_000;

    /// <summary>Takeovers by turns between hosts that make a loop.</summary>
    public const int TurnsMin = 4;

    /// <summary>Takeovers on one host, within <see cref="OneHostSpan"/>, that make a loop.</summary>
    public const int OneHostMin = 12;

    /// <summary>A client id that nobody took over for so long is quiet again.</summary>
    public static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan OneHostSpan = TimeSpan.FromSeconds(20);

    /// <summary>The longest that a CONNECT waits.</summary>
    public static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Watched> _watched = [];

    /// <summary>A connection was taken over. Call under no lock.</summary>
    /// <param name="loser">Who had the client id.</param>
    /// <param name="taker">Who has it now.</param>
    /// <param name="batch">The batch it happens in; a loop that is recognised is told there, once while it lasts.</param>
    public void OnTakeover(Identity loser, Identity taker, Batch batch)
    {
        TakeoverLoop? recognised = null;
        lock (_lock)
        {
            if (!_watched.TryGetValue(taker.ClientId, out var watched) || watched.IsQuiet(batch.Now))
            {
                if (watched is null && _watched.Count >= WatchedMax) ForgetQuietest();
                _watched[taker.ClientId] = watched = new(batch.Now);
            }

            if (watched.Note(loser, taker, batch.Now)) recognised = watched.View();
        }

        if (recognised is not null)
        {
            batch.Report(new(batch.Now, EventKind.Looping, taker.ClientId, taker.UserName, taker.Address,
                ReasonCode.SessionTakenOver, recognised.Cause));
        }
    }

    /// <summary>How long a CONNECT that would take the client id over is to wait first.</summary>
    public TimeSpan DelayOf(string clientId, Instant now)
    {
        lock (_lock)
        {
            return _watched.TryGetValue(clientId, out var watched) && !watched.IsQuiet(now) ? watched.Delay : TimeSpan.Zero;
        }
    }

    /// <summary>The loops that last.</summary>
    public IReadOnlyList<TakeoverLoop> Lasting(Instant now)
    {
        lock (_lock) return [.. _watched.Values.Where(one => one.IsLoop && !one.IsQuiet(now)).Select(one => one.View())];
    }

    private void ForgetQuietest() => _watched.Remove(_watched.MinBy(one => one.Value.LastAt.Milliseconds).Key);

    private sealed class Watched(Instant since)
    {
        private readonly Instant _since = since;
        private Identity? _loser;
        private Identity? _taker;
        private Instant _oneHostSince = since;
        private int _turns;
        private int _onOneHost;
        private int _takeovers;
        private int _sinceRecognised;

        public Instant LastAt { get; private set; } = since;

        public bool IsLoop { get; private set; }

        public TimeSpan Delay => !IsLoop ? TimeSpan.Zero
            : _sinceRecognised > 5 ? DelayMax
            : TimeSpan.FromMilliseconds(Math.Min(DelayMax.TotalMilliseconds, DelayMin.TotalMilliseconds * (1 << _sinceRecognised)));

        public bool IsQuiet(Instant now) => now - LastAt > QuietAfter;

        public TakeoverLoop View() => new(_taker!.ClientId, _loser!, _taker, _since, _takeovers);

        /// <returns>True when this makes it a loop.</returns>
        public bool Note(Identity loser, Identity taker, Instant now)
        {
            _takeovers++;
            LastAt = now;
            if (HostOf(loser) == HostOf(taker)) NoteOnOneHost(now);
            else NoteTurn(loser, taker);
            (_loser, _taker) = (loser, taker);
            if (IsLoop) _sinceRecognised++;
            var isNew = !IsLoop && (_turns >= TurnsMin || _onOneHost >= OneHostMin);
            IsLoop |= isNew;
            return isNew;
        }

        private void NoteOnOneHost(Instant now)
        {
            if (now - _oneHostSince > OneHostSpan) (_oneHostSince, _onOneHost) = (now, 0);
            _onOneHost++;
        }

        private void NoteTurn(Identity loser, Identity taker)
        {
            var isBack = _taker is not null && HostOf(loser) == HostOf(_taker) && HostOf(taker) == HostOf(_loser!);
            _turns = isBack ? _turns + 1 : 1;
        }
    }

    private static string HostOf(Identity identity) => Hosts.Of(identity.Address);
}

/// <summary>Two connections that take one client id from each other.</summary>
/// <param name="ClientId">Client data: escape before printing.</param>
/// <param name="Loser">Who lost it last.</param>
/// <param name="Taker">Who has it since.</param>
/// <param name="Since">When it began.</param>
/// <param name="Takeovers">How many there were since.</param>
public sealed record TakeoverLoop(string ClientId, Identity Loser, Identity Taker, Instant Since, int Takeovers)
{
    /// <summary>What to do about it.</summary>
    public const string Remedy = "Give each client an id of its own, or stop the one that should not run";

    /// <summary>What happens, in words.</summary>
    public string Cause =>
        $"two connections take this client id from each other: {Words(Loser)} and {Words(Taker)}. {Remedy}; meanwhile each of them waits a little longer each time";

    private static string Words(Identity one) => one.UserName is { } user ? $"{one.Address} (user {user})" : one.Address;
}
