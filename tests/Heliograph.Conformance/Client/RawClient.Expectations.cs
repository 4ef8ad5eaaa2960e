using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>What a test expects to come next.</summary>
public sealed partial class RawClient
{
    /// <summary>The next packet is of this type.</summary>
    public async Task<Packet> ExpectAsync(PacketType type)
    {
        var packet = await NextAsync();
        Assert.True(type == packet.Type, $"Expected {type}, received {packet}");
        return packet;
    }

    /// <summary>The next packet acknowledges this packet identifier.</summary>
    public async Task<Packet> ExpectAsync(PacketType type, int packetId)
    {
        var packet = await ExpectAsync(type);
        Assert.Equal(packetId, packet.PacketId);
        return packet;
    }

    /// <summary>The next packet is a PUBLISH, which this call acknowledges to the end.</summary>
    public async Task<Packet> ReceiveAsync()
    {
        var publish = await ExpectAsync(PacketType.Publish);
        if (publish.QoS > 0) await AnswerAsync(publish);
        if (publish.QoS < 2) return publish;
        await AwaitAsync(packet => packet.Type == PacketType.PubRel && packet.PacketId == publish.PacketId);
        await AcknowledgeAsync(PacketType.PubComp, publish.PacketId);
        return publish;
    }

    /// <summary>The next messages, in this order.</summary>
    public async Task ReceiveAsync(params string[] payloads)
    {
        foreach (var payload in payloads) Assert.Equal(payload, (await ReceiveAsync()).Payload);
    }

    /// <summary>Nothing has come and nothing is on its way: the PINGRESP overtakes nobody.</summary>
    public async Task ExpectNothingAsync()
    {
        await SendAsync("C0 00");
        await ExpectAsync(PacketType.PingResp);
    }

    /// <summary>The broker closes without a further packet.</summary>
    public async Task ExpectClosedAsync()
    {
        var packet = await TryNextAsync();
        Assert.True(packet is null, $"Expected the end of the connection, received {packet}");
    }

    /// <summary>The broker ends the connection: in 5.0 with a DISCONNECT for one of these reasons.</summary>
    /// <returns>The DISCONNECT, or null in 3.x.</returns>
    public async Task<Packet?> ExpectEndAsync(params ReasonCode[] reasons)
    {
        var disconnect = Version == ProtocolVersion.V5 ? await ExpectAsync(PacketType.Disconnect) : null;
        if (disconnect is not null) Assert.Contains((ReasonCode)disconnect.Code, reasons);
        await ExpectClosedAsync();
        return disconnect;
    }

    /// <summary>The broker refuses the CONNECT with this code in its CONNACK, and closes.</summary>
    public async Task<Packet> ExpectRefusalAsync(int code)
    {
        var refusal = await ExpectAsync(PacketType.ConnAck);
        Assert.Equal(code, refusal.Code);
        Assert.False(refusal.SessionPresent);
        await ExpectClosedAsync();
        return refusal;
    }

    /// <summary>The broker refuses a CONNECT it cannot read: in 5.0 with a CONNACK, in 3.x in silence.</summary>
    public Task ExpectMalformedConnectAsync() =>
        Version == ProtocolVersion.V5 ? ExpectRefusalAsync((int)ReasonCode.MalformedPacket) : ExpectClosedAsync();
}
