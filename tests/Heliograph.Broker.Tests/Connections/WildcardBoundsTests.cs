using Heliograph.Broker.Events;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>What bounds subscriptions with wildcards, and what is answered and told at each bound.</summary>
public sealed class WildcardBoundsTests
{
    [Theory]
    [InlineData("#", 1, false)]
    [InlineData("+/status", 1, false)]
    [InlineData("plant/#", 1, true)]
    [InlineData("plant/+/status", 2, false)]
    [InlineData("plant/1/+", 2, true)]
    [InlineData("plant", 2, true)]
    [InlineData("$share/group/#", 1, false)]
    [InlineData("$share/group/plant/#", 1, true)]
    public void A_filter_names_so_many_levels_before_its_first_wildcard(string filter, int depth, bool isGranted) =>
        Expect(TestBroker.Quiet with { WildcardDepthMin = depth }, filter, isGranted ? ReasonCode.Success : ReasonCode.TopicFilterInvalid, "wildcard_depth_min = ");

    [Theory]
    [InlineData("a/b/+", true)]
    [InlineData("a/b/c/#", false)]
    [InlineData("a/b/c/d/e", true)]
    public void A_filter_with_wildcards_has_so_many_levels_at_most(string filter, bool isGranted) =>
        Expect(TestBroker.Quiet with { WildcardLevelsMax = 3 }, filter, isGranted ? ReasonCode.Success : ReasonCode.TopicFilterInvalid, "wildcard_levels_max = 3");

    [Fact]
    public void A_session_has_so_many_with_wildcards_and_gets_room_by_unsubscribing()
    {
        var broker = new TestBroker(TestBroker.Quiet with { WildcardSubscriptionsPerSessionMax = 2 });
        var client = broker.Connect("c");
        client.Subscribe(["a/#", "b/+", "a/#", "plain", "c/#"], default);
        Assert.Equal(
            [ReasonCode.Success, ReasonCode.Success, ReasonCode.Success, ReasonCode.Success, ReasonCode.QuotaExceeded],
            client.Next(PacketType.SubAck).Codes);
        var told = Assert.Single(broker.Engine.Events.OfClient("c"), one => one.Kind == EventKind.Denied);
        Assert.Equal(("c/#", true), (told.Topic, told.Cause.Contains("wildcard_subscriptions_per_session_max = 2", StringComparison.Ordinal)));
        client.Unsubscribe("b/+");
        client.Next(PacketType.UnsubAck);
        client.Subscribe("c/#");
        Assert.Equal([ReasonCode.Success], client.Next(PacketType.SubAck).Codes);
    }

    private static void Expect(BrokerOptions options, string filter, ReasonCode code, string cause)
    {
        var broker = new TestBroker(options);
        var client = broker.Connect("c");
        client.Subscribe(filter);
        Assert.Equal([code], client.Next(PacketType.SubAck).Codes);
        if (code == ReasonCode.Success) return;
        var told = Assert.Single(broker.Engine.Events.OfClient("c"), one => one.Kind == EventKind.Denied);
        Assert.Contains(cause, told.Cause, StringComparison.Ordinal);
    }
}
