using Heliograph.Fuzz.Owned;

namespace Heliograph.Mqtt.Tests.Generated;

/// <summary>The packets whose bodies may end early and still be packets: everything else must be refused.</summary>
internal static class Shortened
{
    private static readonly OwnedList<OwnedProperty> NoProperties = [];

    /// <summary>Whether a packet read from the first bytes of another one's body is what those bytes say.</summary>
    public static bool IsPrefix(OwnedPacket read, OwnedPacket original) => (read, original) switch
    {
        // The payload takes what is there.
        (OwnedPublish shorter, OwnedPublish longer) =>
            longer.Payload.Span.StartsWith(shorter.Payload.Span) && shorter == longer with { Payload = shorter.Payload },

        // Lists end where the packet ends.
        (OwnedSubscribe shorter, OwnedSubscribe longer) =>
            shorter == longer with { Subscriptions = [.. longer.Subscriptions.Take(shorter.Subscriptions.Count)] },
        (OwnedUnsubscribe shorter, OwnedUnsubscribe longer) =>
            shorter == longer with { Filters = [.. longer.Filters.Take(shorter.Filters.Count)] },
        (OwnedSubscriptionAcknowledgement shorter, OwnedSubscriptionAcknowledgement longer) =>
            shorter == longer with { Codes = [.. longer.Codes.Take(shorter.Codes.Count)] },

        // Code and properties may be left out from behind.
        (OwnedAcknowledgement shorter, OwnedAcknowledgement longer) => shorter.Properties.Equals(NoProperties)
            && (shorter.Code == longer.Code || shorter.Code == ReasonCode.Success) && shorter.PacketId == longer.PacketId,
        (OwnedDisconnect shorter, OwnedDisconnect longer) => shorter.Properties.Equals(NoProperties)
            && (shorter.Code == longer.Code || shorter.Code == ReasonCode.Success),
        (OwnedAuth shorter, OwnedAuth) => shorter == new OwnedAuth(ReasonCode.Success, []),

        // 3.1 lets an announced user name or password be missing.
        (OwnedConnect { Version: ProtocolVersion.V31 } shorter, OwnedConnect longer) =>
            shorter == longer with { UserName = shorter.UserName, Password = null }
            && (shorter.UserName == null || shorter.UserName == longer.UserName),
        _ => false,
    };
}
