using System.Diagnostics.Metrics;
using Heliograph.Broker.Counters;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>What went through the broker, and what was kept out or lost, since the start.</summary>
internal static class TrafficInstruments
{
    private static readonly PacketType[] Types = [.. Enum.GetValues<PacketType>().Where(type => type is >= PacketType.Connect and <= PacketType.Auth)];

    public static void AddTo(Meter meter, BrokerCounters counters)
    {
        Add("heliograph.network.received", "By", "Bytes of packets received.", Counter.BytesReceived);
        Add("heliograph.network.sent", "By", "Bytes of packets sent.", Counter.BytesSent);
        AddByType("heliograph.packets.received", "Control packets received, by type.", counters.Received);
        AddByType("heliograph.packets.sent", "Control packets sent, by type.", counters.Sent);
        Add("heliograph.messages.received", "{message}", "PUBLISH packets taken from clients.", Counter.PublishReceived);
        Add("heliograph.messages.sent", "{message}", "PUBLISH packets sent to clients.", Counter.PublishSent);
        Add("heliograph.payload.received", "By", "Payload bytes of PUBLISH packets taken from clients.", Counter.PublishBytesReceived);
        Add("heliograph.payload.sent", "By", "Payload bytes of PUBLISH packets sent to clients.", Counter.PublishBytesSent);
        AddByCause<DropCause>("heliograph.messages.dropped", "{message}", "Messages not delivered to a session, by cause.", counters.Dropped);
        Add("heliograph.messages.expired", "{message}", "Messages not delivered to a session because they expired.", Counter.PublishExpired);
        Add("heliograph.messages.refused", "{message}", "Publishes refused because a queue or the retained store was full.", Counter.PublishRefused);
        Add("heliograph.reads.paused", "{pause}", "Times that a client was not read from for a while because it sent faster than messages_per_second_max or bytes_per_second_max.", Counter.ReadsPaused);

        Add("heliograph.sockets.accepted", "{connection}", "Network connections accepted.", Counter.SocketsAccepted);
        Add("heliograph.connects.accepted", "{connect}", "CONNECTs that were accepted.", Counter.ConnectsAccepted);
        AddByCause<RefusalCause>("heliograph.connects.refused", "{connect}", "CONNECTs that were refused, by cause.", counters.Refused);
        Add("heliograph.sessions.taken_over", "{session}", "Connections that lost their client id to a new one.", Counter.SessionsTakenOver);
        Add("heliograph.sessions.expired", "{session}", "Sessions that ended because their expiry passed.", Counter.SessionsExpired);
        Add("heliograph.access.denied", "{request}", "Publishes, subscriptions and wills that the rules denied.", Counter.AccessDenied);

        void Add(string name, string unit, string help, Counter counter) =>
            meter.CreateObservableCounter(name, () => counters[counter], unit, help);

        void AddByType(string name, string help, Func<PacketType, long> count) => meter.CreateObservableCounter(name,
            () => Types.Select(type => new Measurement<long>(count(type), Attributes.OfPacketType(type))), "{packet}", help);

        void AddByCause<TCause>(string name, string unit, string help, Func<TCause, long> count)
            where TCause : struct, Enum => meter.CreateObservableCounter(name,
                () => Enum.GetValues<TCause>().Select(cause => new Measurement<long>(count(cause), Attributes.OfCause(cause))), unit, help);
    }
}
