using System.Globalization;
using System.Net;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Security.Flapping;

/// <summary>Counts accepted connects by client id, user and address, and says who connects too often. Any thread.</summary>
/// <remarks>At most <see cref="WatchedMax"/> are counted; the one that is counted for the longest time is forgotten.</remarks>
/// <param name="options">What is too often.</param>
/// <param name="onFlapping">Is told, under no lock; must not block.</param>
internal sealed class FlappingWatch(FlappingOptions options, Action<Flapper> onFlapping) : IEventSink
{
    public const int WatchedMax = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(BanKind, string), LinkedListNode<Count>> _counts = [];
    private readonly LinkedList<Count> _oldestFirst = new();

    public void OnEvent(BrokerEvent happened)
    {
        if (happened.Kind != EventKind.Connected) return;
        foreach (var name in options.By.Names)
        {
            if (KeyOf(name, happened) is { } key && IsTooOften(key, happened.At)) onFlapping(new(key.Kind, key.Value, happened, Cause));
        }
    }

    private string Cause => string.Create(CultureInfo.InvariantCulture,
        $"it connected {options.ConnectsMax} times within {options.Within.TotalSeconds} s ([flapping] connects_max)");

    // An address is a range where one host may have many of them; a local socket has none.
    private static (BanKind Kind, string Value)? KeyOf(string name, BrokerEvent happened) => name switch
    {
        FlappingOptions.ByClientId when happened.ClientId.Length > 0 => (BanKind.ClientId, happened.ClientId),
        FlappingOptions.ByUser when happened.UserName is { } user => (BanKind.User, user),
        FlappingOptions.ByAddress when happened.Address is { } address && IPAddress.TryParse(Hosts.Of(address), out var ip) => (BanKind.Address, AddressRange.OfHost(ip).ToString()),
        _ => null,
    };

    private bool IsTooOften((BanKind, string) key, Instant now)
    {
        lock (_lock)
        {
            if (_counts.TryGetValue(key, out var node) && now >= node.Value.Since + options.Within)
            {
                Forget(node);
                node = null;
            }

            if (node is null)
            {
                _counts[key] = node = _oldestFirst.AddLast(new Count(key, now));
                if (_counts.Count > WatchedMax) Forget(_oldestFirst.First!);
            }

            if (++node.Value.Connects < options.ConnectsMax) return false;
            Forget(node);
            return true;
        }
    }

    private void Forget(LinkedListNode<Count> node)
    {
        _oldestFirst.Remove(node);
        _counts.Remove(node.Value.Key);
    }

    private sealed class Count((BanKind, string) key, Instant since)
    {
        public (BanKind, string) Key => key;

        public Instant Since => since;

        public int Connects { get; set; }
    }
}

/// <summary>Somebody who connects too often.</summary>
/// <param name="Kind">What it is recognised by.</param>
/// <param name="Value">As a ban has it.</param>
/// <param name="Last">The connect that was one too many.</param>
/// <param name="Cause">What was too often, in words.</param>
internal sealed record Flapper(BanKind Kind, string Value, BrokerEvent Last, string Cause);
