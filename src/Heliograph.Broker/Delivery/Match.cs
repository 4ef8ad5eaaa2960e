using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>One receiver of the message being routed.</summary>
internal struct Match
{
    /// <summary>Null when a shared group keeps the message until a member is live.</summary>
    public required Session? Session;

    /// <summary>The lower of published and granted QoS, the highest of all filters that matched [MQTT-3.3.4-2].</summary>
    public required QoS QoS;

    /// <summary>Whether some matching subscription wants the RETAIN flag as published [MQTT-3.3.1-13].</summary>
    public required bool RetainAsPublished;

    /// <summary>The subscription identifiers of all filters that matched; null for none.</summary>
    public required uint[]? Ids;

    public required SharedGroup? Group;
}
