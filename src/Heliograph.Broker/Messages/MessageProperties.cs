using System.Buffers;
using Heliograph.Mqtt.Properties;

namespace Heliograph.Broker.Messages;

/// <summary>Which properties of a PUBLISH or will travel on with the message.</summary>
/// <remarks>
/// All but four: Topic Alias belongs to one connection, Message Expiry Interval is written anew with what is left,
/// Will Delay Interval is spent, and a Subscription Identifier is the receiver's.
/// </remarks>
public static class MessageProperties
{
    /// <summary>Gives the encoded properties that travel on, in their order [MQTT-3.3.2-15] [MQTT-3.3.2-17].</summary>
    /// <param name="all">The block as received.</param>
    /// <param name="scratch">Receives a copy when something is left out; may be empty otherwise.</param>
    public static ReadOnlySpan<byte> Forwarded(PropertyBlock all, ArrayBufferWriter<byte> scratch)
    {
        if (all.IsEmpty || !HasLocal(all)) return all.Bytes;
        scratch.ResetWrittenCount();
        foreach (var property in all)
        {
            if (!IsLocal(property.Id)) scratch.Write(property.Raw);
        }

        return scratch.WrittenSpan;
    }

    private static bool HasLocal(PropertyBlock all)
    {
        foreach (var property in all)
        {
            if (IsLocal(property.Id)) return true;
        }

        return false;
    }

    private static bool IsLocal(PropertyId id) => id is PropertyId.TopicAlias or PropertyId.MessageExpiryInterval
        or PropertyId.WillDelayInterval or PropertyId.SubscriptionIdentifier;
}
