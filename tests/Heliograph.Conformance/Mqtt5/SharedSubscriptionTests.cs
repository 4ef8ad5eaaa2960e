using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Shared subscriptions: each message for one member of the group.</summary>
public sealed class SharedSubscriptionTests : ConformanceTests
{
    [Theory]
    [InlineData("$share"), InlineData("$share/"), InlineData("$share//a"), InlineData("$share/g")]
    [InlineData("$share/g/"), InlineData("$share/g+/a")]
    [InlineData("$share/+/a"), InlineData("$share/#/a"), InlineData("$share/g/a#")]
    [Normative(V5, "MQTT-4.8.2-1", "MQTT-4.8.2-2")]
    public async Task A_shared_filter_out_of_shape_is_refused(string filter)
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(client.EncodeSubscribe(1, [filter]));
        await client.ExpectEndAsync(ReasonCode.TopicFilterInvalid);
    }

    [Fact, Normative(V5, "MQTT-4.8.2-1", "MQTT-4.8.2-2")]
    public async Task Each_group_gets_each_message_once()
    {
        var members = new List<RawClient>();
        foreach (var filter in new[] { "$share/one/a/#", "$share/one/a/#", "$share/two/a/#", "$share/one/a/+" })
            members.Add(await SubscriberAsync(V5, filter, qos: 1));
        var publisher = await ConnectAsync(V5);
        for (var i = 0; i < 10; i++) await publisher.PublishAsync("a/b", $"{i}", qos: 1);

        var received = new List<List<string>>();
        foreach (var member in members) received.Add(await DrainAsync(member));
        var numbers = Enumerable.Range(0, 10).Select(i => $"{i}");
        Assert.Equal(numbers, received[0].Concat(received[1]).Order());
        Assert.Equal(numbers, received[2]);
        Assert.Equal(numbers, received[3]);
    }

    [Fact, Normative(V5, "MQTT-4.8.2-2")]
    public async Task Retained_messages_do_not_answer_a_shared_subscription()
    {
        await (await ConnectAsync(V5)).PublishAsync("a", "kept", retain: true);
        await (await SubscriberAsync(V5, "$share/g/a")).ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.10.4-1", "MQTT-4.8.2-2")]
    public async Task A_shared_subscription_ends_by_its_whole_filter()
    {
        var client = await SubscriberAsync(V5, "$share/g/a");
        Assert.Equal([0x11, 0x11, 0x00], (await client.UnsubscribeAsync("a", "$share/h/a", "$share/g/a")).Codes);
        await client.PublishAsync("a", "nobody's");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Clients_of_3_1_1_may_share_too()
    {
        RawClient[] members = [await SubscriberAsync(V311, "$share/g/a"), await SubscriberAsync(V5, "$share/g/a")];
        for (var i = 0; i < 4; i++) await members[0].PublishAsync("a", $"{i}");
        var received = new List<string>();
        foreach (var member in members) received.AddRange(await DrainAsync(member));
        Assert.Equal(["0", "1", "2", "3"], received.Order());
    }

    [Fact, Normative(V5, "MQTT-4.8.2-3")]
    public async Task Each_member_receives_at_the_qos_it_was_granted()
    {
        var members = new List<RawClient>();
        for (var qos = 0; qos <= 2; qos++) members.Add(await SubscriberAsync(V5, "$share/g/a", qos));
        var publisher = await ConnectAsync(V5);
        for (var i = 0; i < 6; i++) await publisher.PublishAsync("a", $"{i}", qos: 2);
        for (var qos = 0; qos <= 2; qos++)
        {
            for (var i = 0; i < 2; i++) Assert.Equal(qos, (await members[qos].ReceiveAsync()).QoS);
            await members[qos].ExpectNothingAsync();
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    [Normative(V5, "MQTT-4.8.2-4")]
    public async Task A_qos_2_message_is_finished_with_the_member_that_has_it(bool received)
    {
        var member = await ConnectAsync(Connect.Lasting(V5, "member"));
        await member.SubscribeAsync("$share/g/a", qos: 2);
        await (await ConnectAsync(V5)).PublishAsync("a", "x", qos: 2);
        var message = await member.ExpectAsync(PacketType.Publish);
        if (received)
        {
            await member.AcknowledgeAsync(PacketType.PubRec, message.PacketId);
            await member.ExpectAsync(PacketType.PubRel, message.PacketId);
        }

        var other = await SubscriberAsync(V5, "$share/g/a", qos: 2);
        await member.DropAsync();
        member = await ConnectAsync(Connect.Lasting(V5, "member"));
        await member.ExpectAsync(received ? PacketType.PubRel : PacketType.Publish, message.PacketId);
        await other.ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.8.2-5")]
    public async Task A_qos_2_message_ends_with_the_session_that_has_it()
    {
        var member = await SubscriberAsync(V5, "$share/g/a", qos: 2);
        await (await ConnectAsync(V5)).PublishAsync("a", "x", qos: 2);
        await member.ExpectAsync(PacketType.Publish);
        var other = await SubscriberAsync(V5, "$share/g/a", qos: 2);
        await member.DropAsync();
        await other.ExpectNothingAsync();
    }

    [Theory, InlineData(1), InlineData(2)]
    [Normative(V5, "MQTT-4.8.2-6")]
    public async Task A_message_that_its_member_refuses_goes_to_nobody(int qos)
    {
        var member = await SubscriberAsync(V5, "$share/g/a", qos);
        await (await ConnectAsync(V5)).PublishAsync("a", "x", qos);
        var message = await member.ExpectAsync(PacketType.Publish);
        var other = await SubscriberAsync(V5, "$share/g/a", qos);
        await member.AnswerAsync(message, ReasonCode.ImplementationSpecificError);
        await member.ExpectNothingAsync();
        await member.DropAsync();
        await other.ExpectNothingAsync();
    }

    private static async Task<List<string>> DrainAsync(RawClient member)
    {
        await member.PingAsync();
        await member.SendAsync("C0 00");
        var payloads = new List<string>();
        while (await member.NextAsync() is { Type: PacketType.Publish } message) payloads.Add(message.Payload);
        return payloads;
    }
}
