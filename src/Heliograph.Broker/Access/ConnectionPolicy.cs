using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Access;

/// <summary>What holds for the connections of one door, in place of the options of the broker. Shared by all of them.</summary>
public sealed class ConnectionPolicy
{
    private volatile Pair? _last;

    /// <summary>The highest QoS offered there; null for the broker's.</summary>
    public QoS? MaximumQoS { get; init; }

    /// <summary>Topic aliases a client may set; null for the broker's.</summary>
    public int? TopicAliasMaximum { get; init; }

    /// <summary>Whether an empty client identifier is accepted; null for the broker's choice.</summary>
    public bool? EmptyClientIdAllowed { get; init; }

    /// <summary>The longest keep alive in seconds, which 5.0 clients without one are given; 0 for no bound, null for the broker's.</summary>
    public ushort? KeepAliveSecondsMax { get; init; }

    /// <summary>Bytes of a client identifier; null for the broker's.</summary>
    public int? ClientIdBytesMax { get; init; }

    /// <summary>What an assigned client identifier begins with; null for the broker's.</summary>
    public string? AssignedClientIdPrefix { get; init; }

    /// <summary>Whether the user name is the client identifier, whatever the client sends; without one it is refused.</summary>
    public bool UsesUserNameAsClientId { get; init; }

    /// <summary>The versions of the protocol that are spoken there; empty for all.</summary>
    public IReadOnlyList<ProtocolVersion> Versions { get; init; } = [];

    /// <summary>What every topic of its clients has in front for the rest of the broker; empty for nothing.</summary>
    public string MountPoint
    {
        get => Mount is null ? "" : Encoding.UTF8.GetString(Mount);
        init => Mount = value.Length == 0 ? null : Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The mount point in UTF-8; null for none.</summary>
    internal byte[]? Mount { get; private init; }

    /// <summary>The options in force for its connections.</summary>
    internal BrokerOptions Over(BrokerOptions options)
    {
        if (_last is { } last && ReferenceEquals(last.Options, options)) return last.Result;
        var result = options with
        {
            MaximumQoS = MaximumQoS ?? options.MaximumQoS,
            TopicAliasMaximum = TopicAliasMaximum ?? options.TopicAliasMaximum,
            EmptyClientIdAllowed = EmptyClientIdAllowed ?? options.EmptyClientIdAllowed,
            KeepAliveSecondsMax = KeepAliveSecondsMax ?? options.KeepAliveSecondsMax,
            ClientIdBytesMax = ClientIdBytesMax ?? options.ClientIdBytesMax,
            Habits = AssignedClientIdPrefix is { } prefix ? options.Habits with { AssignedClientIdPrefix = prefix } : options.Habits,
        };
        _last = new(options, result);
        return result;
    }

    private sealed record Pair(BrokerOptions Options, BrokerOptions Result);
}
