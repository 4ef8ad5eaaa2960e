using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Numbers in place of topic names, for one connection and one direction.</summary>
public sealed class TopicAliasTests : ConformanceTests
{
    [Fact, Normative(V5, "MQTT-3.3.2-12")]
    public async Task Every_alias_up_to_the_maximum_can_be_set_used_and_moved()
    {
        var watcher = await SubscriberAsync(V5, "#");
        var client = await ConnectAsync(V5);
        var maximum = (int)client.ConnAck.Number(PropertyId.TopicAliasMaximum)!.Value;
        foreach (var alias in new[] { 1, maximum / 2, maximum })
        {
            await client.PublishAsync(Aliased($"a/{alias}", alias));
            await client.PublishAsync(Aliased("", alias) with { QoS = 1 });
            await client.PublishAsync(Aliased($"b/{alias}", alias) with { QoS = 2 });
            await client.PublishAsync(Aliased("", alias));
            foreach (var topic in new[] { $"a/{alias}", $"a/{alias}", $"b/{alias}", $"b/{alias}" })
                Assert.Equal(topic, (await watcher.ReceiveAsync()).Topic);
        }
    }

    [Fact, Normative(V5, "MQTT-3.2.2-17", "MQTT-3.3.2-9")]
    public async Task An_alias_above_the_maximum_is_refused()
    {
        Setup = Setup with { Options = Setup.Options with { TopicAliasMaximum = 3 } };
        var client = await ConnectAsync(V5);
        Assert.Equal(3, client.ConnAck.Number(PropertyId.TopicAliasMaximum));
        await client.SendAsync(Aliased("a", 4).Encode(V5));
        await client.ExpectEndAsync(ReasonCode.TopicAliasInvalid);
    }

    [Fact, Normative(V5, "MQTT-3.2.2-18")]
    public async Task No_alias_is_accepted_where_none_is_announced()
    {
        Setup = Setup with { Options = Setup.Options with { TopicAliasMaximum = 0 } };
        var client = await ConnectAsync(V5);
        Assert.Equal(0, client.ConnAck.Number(PropertyId.TopicAliasMaximum) ?? 0);
        await client.SendAsync(Aliased("a", 1).Encode(V5));
        await client.ExpectEndAsync(ReasonCode.TopicAliasInvalid);
    }

    [Fact, Normative(V5, "MQTT-3.3.2-8")]
    public async Task Alias_0_is_refused()
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(Aliased("a", 0).Encode(V5));
        await client.ExpectEndAsync(ReasonCode.TopicAliasInvalid);
    }

    [Fact, Normative(V5, "MQTT-3.3.2-7")]
    public async Task An_alias_does_not_outlive_its_connection()
    {
        var client = await ConnectAsync(Connect.Lasting(V5, "s"));
        await client.PublishAsync(Aliased("a", 1));
        await client.DropAsync();
        client = await ConnectAsync(Connect.Lasting(V5, "s"));
        await client.SendAsync(Aliased("", 1).Encode(V5));
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.TopicAliasInvalid);
    }

    [Theory, InlineData(null), InlineData(0)]
    [Normative(V5, "MQTT-3.1.2-27")]
    public async Task The_broker_sends_no_alias_where_none_is_allowed(int? maximum)
    {
        Property[] properties = maximum is { } aliases ? [Property.TopicAliasMaximum(aliases)] : [];
        var client = await ConnectAsync(new Connect(V5) { Properties = properties });
        await client.SubscribeAsync("#");
        for (var i = 0; i < 20; i++) await client.PublishAsync($"a/{i % 2}");
        for (var i = 0; i < 20; i++) Assert.False((await client.ReceiveAsync()).Has(PropertyId.TopicAlias));
    }

    [Fact, Normative(V5, "MQTT-3.1.2-26", "MQTT-3.3.2-11", "MQTT-3.3.2-7")]
    public async Task The_brokers_aliases_stay_within_the_clients_maximum()
    {
        var connect = Connect.Lasting(V5, "s") with { Properties = [Property.TopicAliasMaximum(3)] };
        var publisher = await ConnectAsync(V5);
        for (var connection = 0; connection < 2; connection++)
        {
            var client = await ConnectAsync(connect);
            await client.SubscribeAsync("#");
            var topics = new Dictionary<long, string>();
            for (var i = 0; i < 40; i++)
            {
                await publisher.PublishAsync($"a/{i % 8}");
                Assert.Equal($"a/{i % 8}", Resolve(await client.ReceiveAsync(), topics));
            }

            await client.DropAsync();
        }
    }

    /// <summary>The topic that a delivery means, by its name or by an alias set before on this connection.</summary>
    private static string Resolve(Packet message, Dictionary<long, string> topics)
    {
        if (message.Number(PropertyId.TopicAlias) is not { } alias) return message.Topic;
        Assert.InRange(alias, 1, 3);
        if (message.Topic.Length > 0) topics[alias] = message.Topic;
        return topics[alias];
    }

    private static Publish Aliased(string topic, int alias) =>
        new(topic, "x") { Properties = [Property.TopicAlias(alias)] };
}
