using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Broker.Connections;

/// <summary>What CONNACK tells a 5.0 client, section 3.2.2.3: only what differs from the standard's defaults.</summary>
internal static class ConnAckProperties
{
    public static void Add(
        ref PropertyWriter properties, Connection connection, in Connect connect, uint expiry, byte[]? data)
    {
        var options = connection.Announced;
        var aliasesFirst = options.Habits.AnnouncesAliasesFirst;
        if (aliasesFirst) AddAliases(ref properties, options);
        if (expiry != connection.RequestedExpirySeconds) properties.Add(PropertyId.SessionExpiryInterval, expiry);
        if (connect.ClientId.IsEmpty)
            properties.Add(PropertyId.AssignedClientIdentifier, Encoding.UTF8.GetBytes(connection.ClientId)); // [MQTT-3.2.2-16]
        if (connection.KeepAliveSeconds != connect.KeepAlive)
            properties.Add(PropertyId.ServerKeepAlive, connection.KeepAliveSeconds);
        if (!aliasesFirst)
        {
            properties.Add(PropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum);
            properties.Add(PropertyId.MaximumPacketSize, (uint)options.PacketBytesMax);
            AddAliases(ref properties, options);
        }

        if (!aliasesFirst) AddMaximumQoS(ref properties, options);
        AddUnlessAvailable(ref properties, PropertyId.RetainAvailable, options.RetainAvailable);
        AddUnlessAvailable(ref properties, PropertyId.WildcardSubscriptionAvailable, options.WildcardSubscriptionAvailable);
        AddUnlessAvailable(ref properties, PropertyId.SubscriptionIdentifierAvailable, options.SubscriptionIdentifierAvailable);
        AddUnlessAvailable(ref properties, PropertyId.SharedSubscriptionAvailable, options.SharedSubscriptionAvailable);
        if (options.ResponseInformation is { } information
            && connect.Properties.NumberOr(PropertyId.RequestResponseInformation, 0) == 1) // [MQTT-3.1.2-28]
            properties.Add(PropertyId.ResponseInformation, Encoding.UTF8.GetBytes(information));
        if (connection.AuthenticationMethod is { } method) // [MQTT-4.12.0-6]
        {
            properties.Add(PropertyId.AuthenticationMethod, Encoding.UTF8.GetBytes(method));
            if (data is not null) properties.Add(PropertyId.AuthenticationData, data);
        }

        if (!aliasesFirst) return;
        properties.Add(PropertyId.MaximumPacketSize, (uint)options.PacketBytesMax);
        properties.Add(PropertyId.ReceiveMaximum, (uint)options.ReceiveMaximum);
        AddMaximumQoS(ref properties, options);
    }

    // [MQTT-3.2.2-9]
    private static void AddMaximumQoS(ref PropertyWriter properties, BrokerOptions options)
    {
        if (options.MaximumQoS < QoS.ExactlyOnce) properties.Add(PropertyId.MaximumQoS, (uint)options.MaximumQoS);
    }

    private static void AddAliases(ref PropertyWriter properties, BrokerOptions options)
    {
        if (options.TopicAliasMaximum > 0) properties.Add(PropertyId.TopicAliasMaximum, (uint)options.TopicAliasMaximum);
    }

    private static void AddUnlessAvailable(ref PropertyWriter properties, PropertyId id, bool isAvailable)
    {
        if (!isAvailable) properties.Add(id, 0);
    }
}
