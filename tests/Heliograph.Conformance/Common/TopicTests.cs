using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Topic names, topic filters, and which matches which.</summary>
public sealed class TopicTests : ConformanceTests
{
    public static MatrixTheoryData<ProtocolVersion, string> MisplacedMultiLevel { get; } =
        new([V311, V5], ["a#", "#a", "a/#/b", "a/b#", "##", "#/a"]);

    public static MatrixTheoryData<ProtocolVersion, string> MisplacedSingleLevel { get; } =
        new([V311, V5], ["a+", "+a/b", "a/b+", "a/b+/c", "++"]);

    [Theory, MemberData(nameof(MisplacedMultiLevel))]
    [Normative(V311, "MQTT-4.7.1-2"), Normative(V5, "MQTT-4.7.1-1")]
    public Task A_misplaced_multi_level_wildcard_ends_the_connection(ProtocolVersion version, string filter) =>
        RefusesFilterAsync(version, filter);

    [Theory, MemberData(nameof(MisplacedSingleLevel))]
    [Normative(V311, "MQTT-4.7.1-3"), Normative(V5, "MQTT-4.7.1-2")]
    public Task A_misplaced_single_level_wildcard_ends_the_connection(ProtocolVersion version, string filter) =>
        RefusesFilterAsync(version, filter);

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.7.3-1"), Normative(V5, "MQTT-4.7.3-1")]
    public Task An_empty_filter_ends_the_connection(ProtocolVersion version) => RefusesFilterAsync(version, "");

    [Theory]
    [InlineData("+", "a"), InlineData("+/+", "a/b"), InlineData("+/+", "/a"), InlineData("/+", "/a")]
    [InlineData("a/+/b", "a//b"), InlineData("a/+", "a/"), InlineData("a/#", "a"), InlineData("a/#", "a/b/c")]
    [InlineData("#", "a/b"), InlineData("#", "/"), InlineData("+/#", "a"), InlineData("a b/+", "a b/c")]
    [Normative(V311, "MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-3.3.2-3"), Normative(V5, "MQTT-4.7.1-1", "MQTT-4.7.1-2")]
    public async Task Filter_matches_topic(string filter, string topic)
    {
        var subscriber = await SubscriberAsync(V5, filter);
        await subscriber.PublishAsync(topic, "found");
        Assert.Equal(topic, (await subscriber.ReceiveAsync()).Topic);
    }

    [Theory]
    [InlineData("+", "/a"), InlineData("+", "a/b"), InlineData("a/+", "a"), InlineData("a/+", "a/b/c")]
    [InlineData("\u00E9", "e\u0301"), InlineData("A", "a"), InlineData("a//b", "a/b"), InlineData("/a", "a")]
    [InlineData("a", "a/"), InlineData("a/b", "a//b"), InlineData("a ", "a"), InlineData("a/#", "ab")]
    [Normative(V311, "MQTT-4.7.3-4", "MQTT-3.3.2-3"), Normative(V5, "MQTT-4.7.3-4", "MQTT-3.3.2-3")]
    public async Task Filter_does_not_match_topic(string filter, string topic)
    {
        var subscriber = await SubscriberAsync(V5, filter);
        await subscriber.PublishAsync(topic, "not found");
        await subscriber.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.7.2-1"), Normative(V5, "MQTT-4.7.2-1")]
    public async Task A_leading_wildcard_does_not_match_a_dollar_topic(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        var live = await ConnectAsync(version);
        await live.SubscribeAsync(["#", "+/x", "+/#"]);
        await publisher.PublishAsync("$foo/x", "x", retain: true);
        await live.ExpectNothingAsync();
        var late = await ConnectAsync(version);
        await late.SubscribeAsync(["#", "+/x", "+/#"]);
        await late.ExpectNothingAsync();
        var named = await SubscriberAsync(version, "$foo/#");
        await named.ReceiveAsync("x");
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.7.3-3"), Normative(V5, "MQTT-4.7.3-3")]
    public async Task A_topic_may_have_65535_bytes(ProtocolVersion version)
    {
        var topic = new string('t', 65_535);
        var client = await SubscriberAsync(version, topic);
        await client.PublishAsync(topic, "long");
        var message = await client.ReceiveAsync();
        Assert.Equal((topic, "long"), (message.Topic, message.Payload));
    }

    private async Task RefusesFilterAsync(ProtocolVersion version, string filter)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeSubscribe(1, [filter]));
        await client.ExpectEndAsync(ReasonCode.TopicFilterInvalid);
    }
}
