using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Crash.Clients;

/// <summary>A new subscriber that takes what is retained and leaves.</summary>
internal sealed class RetainedReader(ClientSettings client)
{
    private readonly Dictionary<string, byte[]> _found = [];
    private bool _isSubscribed;
    private bool _hasPong;

    /// <summary>Reads until all the expected topics and then a PINGRESP have come; at the limit, what has come.</summary>
    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadAsync(
        int port, string filter, ICollection<string> expected, TimeSpan limit, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(limit);
        var reader = new RetainedReader(new("reader", ProtocolVersion.V311) { SessionExpirySeconds = 0 });
        try
        {
            await reader.RunAsync(port, filter, expected, patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
        }

        return reader._found;
    }

    private async Task RunAsync(int port, string filter, ICollection<string> expected, CancellationToken stop)
    {
        using var link = await Link.TryOpenAsync(port, stop);
        if (link is null) return;
        Packets.WriteConnect(link.Output, client);
        Packets.WriteSubscribe(link.Output, client.Version, 1, filter, QoS.AtLeastOnce);
        await link.FlushAsync(stop);
        var hasPinged = false;
        while (!_hasPong && await link.ReadAsync((header, body) => OnPacket(link, header, body), stop))
        {
            if (!hasPinged && _isSubscribed && expected.All(_found.ContainsKey))
            {
                hasPinged = true;
                Ping.WriteRequest(link.Output);
            }

            await link.FlushAsync(stop);
        }

        Packets.WriteDisconnect(link.Output, client.Version);
        await link.FlushAsync(stop);
    }

    private void OnPacket(Link link, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type == PacketType.SubAck) _isSubscribed = true;
        if (header.Type == PacketType.PingResp) _hasPong = true;
        if (header.Type != PacketType.Publish) return;
        var packet = Packets.ReadPublish(header, body, client.Version);
        if (!packet.Retain) throw new ProtocolException("a retained message came without RETAIN [MQTT-3.3.1-8]");
        _found[Encoding.UTF8.GetString(packet.Topic)] = packet.Payload.ToArray();
        Packets.WriteAnswer(link.Output, client.Version, PacketType.PubAck, packet.PacketId);
    }
}
