using System.Text.Json.Nodes;
using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Security.Bans;
using Heliograph.Server.Security.Flapping;
using Heliograph.Server.Tests.Listeners;
using Heliograph.Server.Tests.Security.Chain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Security.Flapping;

public sealed class FlappingTests
{
    [Fact]
    public async Task Who_connects_too_often_is_cut_and_banned_for_a_while_and_others_are_not()
    {
        await using var instance = await ChainedInstance.StartAsync("[flapping]\nconnects_max = 3\nban = \"2m\"\n", users: "bob:secret\n");
        for (var i = 0; i < 5; i++) Assert.Equal((int)ReasonCode.BadUserNameOrPassword, await ChainedInstance.CodeAsync(instance.EndPoint, "bob", "wrong", "flap")); // not accepted: not counted
        for (var i = 0; i < 2; i++) Assert.Equal(0, await ChainedInstance.CodeAsync(instance.EndPoint, "bob", "secret", "flap"));
        await using var last = await RawPeer.ConnectAsync(instance.EndPoint, "flap", userName: "bob", password: "secret");
        await last.ReadToEndAsync(mayReset: true); // until it is cut
        Assert.Equal((int)ReasonCode.Banned, await ChainedInstance.CodeAsync(instance.EndPoint, "bob", "secret", "flap"));
        Assert.Equal(0, await ChainedInstance.CodeAsync(instance.EndPoint, "bob", "secret", "other"));
        var told = Assert.Single(instance.Server.Server.Broker.Events.OfClient("flap"), one => one.Kind == EventKind.Flapping);
        Assert.Contains("client id 'flap' is banned until", told.Cause, StringComparison.Ordinal);
        Assert.Contains("it connected 3 times within 60 s ([flapping] connects_max) (set by flapping detection)", told.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FlappingOptions.ByClientId, BanKind.ClientId, "c")]
    [InlineData(FlappingOptions.ByUser, BanKind.User, "bob")]
    [InlineData(FlappingOptions.ByAddress, BanKind.Address, "2001:db8::/64")]
    internal void It_is_counted_by_what_is_configured(string by, BanKind kind, string value)
    {
        var found = new List<Flapper>();
        var watch = new FlappingWatch(new() { ConnectsMax = 3, By = new(by) }, found.Add);
        for (var i = 1; i <= 2; i++) watch.OnEvent(Connect(i, "c", "bob", $"[2001:db8::{i}]:1"));
        watch.OnEvent(Connect(3, "d", "eve", "[2001:db8:1::1]:1"));
        watch.OnEvent(Connect(4, "c", "bob", "[2001:db8::4]:1") with { Kind = EventKind.Refused });
        Assert.Empty(found);
        watch.OnEvent(Connect(5, "c", "bob", "[2001:db8::5]:1"));
        Assert.Equal([(kind, value)], found.Select(one => (one.Kind, one.Value)));
    }

    [Fact]
    public void What_was_longer_ago_does_not_count_and_of_too_many_the_oldest_is_forgotten()
    {
        var found = new List<Flapper>();
        var watch = new FlappingWatch(new() { ConnectsMax = 2, Within = TimeSpan.FromSeconds(10) }, found.Add);
        watch.OnEvent(Connect(0, "c", null, null));
        watch.OnEvent(Connect(10_000, "c", null, null));
        Assert.Empty(found);
        for (var i = 0; i < FlappingWatch.WatchedMax; i++) watch.OnEvent(Connect(10_001, $"{i}", null, null));
        watch.OnEvent(Connect(10_002, "c", null, null));
        Assert.Empty(found);
        watch.OnEvent(Connect(10_003, "c", null, null));
        Assert.Single(found);
    }

    [Fact]
    public async Task A_burst_is_written_at_once_while_one_writing_is_under_way()
    {
        using var folder = new TemporaryFolder();
        using var bans = new BanList(folder.At("bans.json"), TimeProvider.System);
        TaskCompletionSource firstIsTold = new(), burstIsThere = new(), allAreCut = new();
        List<int> writtenWhenTold = [];
        var banning = new FlappingBans(bans, TimeSpan.FromDays(1), causeFor => Cut(causeFor), _ => Told(), NullLogger.Instance);
        banning.OnFlapping(Flapper(0));
        await firstIsTold.Task;
        for (var i = 1; i <= 100; i++) banning.OnFlapping(Flapper(i));
        burstIsThere.SetResult();
        await allAreCut.Task;
        Assert.Equal([1, .. Enumerable.Repeat(101, 100)], writtenWhenTold);

        void Told()
        {
            firstIsTold.TrySetResult();
            burstIsThere.Task.Wait(TestContext.Current.CancellationToken);
            writtenWhenTold.Add(JsonNode.Parse(File.ReadAllText(folder.At("bans.json")))!["bans"]!.AsArray().Count);
        }

        void Cut(Func<Identity, string?> causeFor)
        {
            if (causeFor(Of("c100")) is null) return;
            Assert.Null(causeFor(Of("c101")));
            allAreCut.SetResult(); // once for the whole burst
        }

        static Identity Of(string clientId) => new(clientId, null, new("10.0.0.1:1"));
    }

    private static Flapper Flapper(int i) => new(BanKind.ClientId, $"c{i}", Connect(i, $"c{i}", null, null), "too often");

    private static BrokerEvent Connect(long at, string clientId, string? user, string? address) =>
        new(new(at), EventKind.Connected, clientId, user, address, ReasonCode.Success, "");
}
