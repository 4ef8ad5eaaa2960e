using Heliograph.Mqtt;

namespace Heliograph.Broker.Access.Acl;

/// <summary>What must hold for a rule to speak of a request besides its topic. The default speaks of all.</summary>
internal readonly record struct AclConditions()
{
    public byte QoSMin { get; init; }
    public byte QoSMax { get; init; } = (byte)QoS.ExactlyOnce;
    public bool? Retain { get; init; }
    public long PayloadMin { get; init; }
    public long PayloadMax { get; init; } = long.MaxValue;

    public bool IsNone => this == new AclConditions();

    public bool DependOnPayload => PayloadMin > 0 || PayloadMax < long.MaxValue;

    /// <summary>Whether they hold. A filter has neither payload nor retain flag: those of its messages are looked at when they come.</summary>
    public bool Hold(in AccessRequest request) =>
        (byte)request.QoS >= QoSMin && (byte)request.QoS <= QoSMax
        && (request.Action != AccessAction.Publish || Retain is null || Retain == request.Retain)
        && (request.Action == AccessAction.Subscribe || (request.PayloadBytes >= PayloadMin && request.PayloadBytes <= PayloadMax));
}
