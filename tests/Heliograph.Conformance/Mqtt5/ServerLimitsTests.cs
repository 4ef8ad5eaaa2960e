using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>What a broker does not offer it announces, and refuses by name.</summary>
public sealed class ServerLimitsTests : ConformanceTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    [Normative(V5, "MQTT-3.2.2-9", "MQTT-3.2.2-10")]
    public async Task Maximum_qos_is_announced_and_limits_what_is_granted(int maximum)
    {
        Limit(maximum);
        var client = await ConnectAsync(V5);
        Assert.Equal(maximum < 2 ? maximum : null, client.ConnAck.Number(PropertyId.MaximumQoS));
        var suback = await client.SubscribeAsync([new("a", 0), new("b", 1), new("c", 2)]);
        Assert.Equal([0, Math.Min(1, maximum), maximum], suback.Codes.Select(code => (int)code));
    }

    [Theory, InlineData(0, 1), InlineData(0, 2), InlineData(1, 2)]
    [Normative(V5, "MQTT-3.2.2-11")]
    public async Task A_publish_above_maximum_qos_ends_the_connection(int maximum, int qos)
    {
        Limit(maximum);
        var client = await ConnectAsync(V5);
        await client.SendAsync(new Publish("a", "x") { QoS = qos, PacketId = 1 }.Encode(V5));
        await client.ExpectEndAsync(ReasonCode.QoSNotSupported);
    }

    [Fact, Normative(V5, "MQTT-3.2.2-12")]
    public async Task A_will_above_maximum_qos_is_refused()
    {
        Limit(0);
        var client = await SendAsync(new Connect(V5) { Will = new Will("will", "gone") { QoS = 1 } });
        await client.ExpectRefusalAsync((int)ReasonCode.QoSNotSupported);
    }

    [Fact, Normative(V5, "MQTT-3.2.2-13")]
    public async Task A_retained_will_is_refused_where_nothing_is_retained()
    {
        Setup = Setup with { Options = Setup.Options with { RetainAvailable = false } };
        var client = await SendAsync(new Connect(V5) { Will = new Will("will", "gone") { Retain = true } });
        await client.ExpectRefusalAsync((int)ReasonCode.RetainNotSupported);
    }

    [Fact, Normative(V5, "MQTT-3.2.2-14")]
    public async Task A_retained_publish_is_refused_where_nothing_is_retained()
    {
        Setup = Setup with { Options = Setup.Options with { RetainAvailable = false } };
        var client = await ConnectAsync(V5);
        Assert.Equal(0, client.ConnAck.Number(PropertyId.RetainAvailable));
        await client.SendAsync(new Publish("a", "x") { Retain = true }.Encode(V5));
        await client.ExpectEndAsync(ReasonCode.RetainNotSupported);
    }

    [Fact, Normative(V5, "MQTT-3.8.4-7", "MQTT-3.9.3-2")]
    public async Task Subscriptions_that_are_not_offered_fail_by_name()
    {
        Setup = Setup with
        {
            Options = Setup.Options with
            {
                SharedSubscriptionAvailable = false,
                WildcardSubscriptionAvailable = false,
                SubscriptionsPerSessionMax = 2,
            },
        };
        var client = await ConnectAsync(V5);
        Assert.Equal(0, client.ConnAck.Number(PropertyId.SharedSubscriptionAvailable));
        Assert.Equal(0, client.ConnAck.Number(PropertyId.WildcardSubscriptionAvailable));
        var suback = await client.SubscribeAsync(["$share/g/a", "a/#", "b", "c", "d"]);
        Assert.Equal([0x9E, 0xA2, 0x00, 0x00, 0x97], suback.Codes.Select(code => (int)code));
    }

    [Fact, Normative(V5, "MQTT-3.2.2-22")]
    public async Task A_server_keep_alive_is_the_one_enforced()
    {
        Setup = Setup with { Options = Setup.Options with { KeepAliveSecondsMax = 60 } };
        foreach (var keepAlive in new[] { 0, 61 })
        {
            var client = await ConnectAsync(new Connect(V5) { KeepAlive = keepAlive });
            Assert.Equal(60, client.ConnAck.Number(PropertyId.ServerKeepAlive));
            Pass(90);
            await client.ExpectEndAsync(ReasonCode.KeepAliveTimeout);
        }
    }

    private void Limit(int maximumQoS) =>
        Setup = Setup with { Options = Setup.Options with { MaximumQoS = (QoS)maximumQoS } };
}
