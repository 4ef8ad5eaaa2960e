using Heliograph.Mqtt;

namespace Heliograph.Broker.Access.Acl;

/// <summary>One rule that no text holds.</summary>
/// <param name="Allows">Whether it grants; else it forbids.</param>
/// <param name="Actions">What it speaks of.</param>
/// <param name="Filter">The topics, with %u and %c as in a pattern.</param>
public sealed record AclGrant(bool Allows, AclActions Actions, string Filter)
{
    /// <summary>The highest QoS that it speaks of.</summary>
    public QoS QoSMax { get; init; } = QoS.ExactlyOnce;

    /// <summary>The retain flag that it speaks of; null for both.</summary>
    public bool? Retain { get; init; }

    /// <summary>The longest payload that it speaks of, in bytes.</summary>
    public long PayloadBytesMax { get; init; } = long.MaxValue;

    internal AclConditions Conditions => new() { QoSMax = (byte)QoSMax, Retain = Retain, PayloadMax = PayloadBytesMax };

    /// <summary>As the access control list would write it.</summary>
    public override string ToString()
    {
        var actions = Actions switch
        {
            AclActions.All => "all",
            AclActions.Read => "subscribe,receive",
            _ => Actions.ToString().ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal),
        };
        var qos = QoSMax < QoS.ExactlyOnce ? $" qos<={(int)QoSMax}" : "";
        var retain = Retain is { } flag ? $" retain={(flag ? "true" : "false")}" : "";
        var payload = PayloadBytesMax < long.MaxValue ? $" payload<={PayloadBytesMax}" : "";
        return $"{(Allows ? "allow" : "deny")} {actions}{qos}{retain}{payload} {Filter}";
    }
}
