using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Scram;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Bans;

namespace Heliograph.Server.Tests.Security;

public sealed class BanListTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", "10.1.2.3", "10.1.2.4")]
    [InlineData("10.1.2.3/8", "10.0.0.0/8", "10.255.0.1", "11.0.0.1")]
    [InlineData("10.1.2.3/32", "10.1.2.3", "::ffff:10.1.2.3", "10.1.2.2")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", "1.2.3.4", "2001:db8::1")]
    [InlineData("2001:DB8::7", "2001:db8::7", "2001:db8::7", "2001:db8::8")]
    [InlineData("2001:db8::7/32", "2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1")]
    [InlineData("::/0", "::/0", "1.2.3.4", null)]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3", "10.1.2.3", "10.1.2.4")]
    [InlineData("::ffff:10.1.2.3/104", "10.0.0.0/8", "10.255.0.1", "11.0.0.1")]
    public void A_range_holds_its_addresses_and_no_others(string text, string usual, string inside, string? outside)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        Assert.Equal(usual, range.ToString());
        Assert.True(AddressRange.TryParse(usual, out var same) && same == range);
        Assert.True(range.Contains(IPAddress.Parse(inside)));
        if (outside is not null) Assert.False(range.Contains(IPAddress.Parse(outside)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("010.1.2.3")]
    [InlineData("10.1.2.3/")]
    [InlineData("10.1.2.3/-1")]
    [InlineData("10.1.2.3/33")]
    [InlineData("::1/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("host.example")]
    [InlineData("::ffff:1.2.3.4/32")]
    [InlineData("[::1]:80")]
    [InlineData("[::1]")]
    public void What_is_no_address_is_refused(string text) => Assert.False(AddressRange.TryParse(text, out _));

    [Fact]
    public void A_ban_ends_by_itself_and_one_of_the_same_value_takes_its_place()
    {
        using var folder = new TemporaryFolder();
        var time = new HandTurnedTime();
        using var bans = new BanList(folder.At("bans.json"), time);
        var first = bans.Add(new(BanKind.Address, "10.0.0.0/8", "one"), "ann", TimeSpan.FromMinutes(5))!;
        Assert.NotNull(bans.HitAddress(IPAddress.Parse("::ffff:10.1.2.3")));
        var second = bans.Add(new(BanKind.Address, "10.0.0.0/8", "two"), "ben", TimeSpan.FromMinutes(10))!;
        Assert.Equal((first.Id, 1), (second.Id, second.Hits));
        Assert.Equal("two", Assert.Single(bans.All).Reason);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(bans.HitAddress(IPAddress.Parse("10.1.2.3")));
        Assert.Empty(bans.All);
    }

    [Fact]
    public void A_connection_that_there_is_has_a_cause_to_end_while_a_ban_of_its_id_user_or_address_holds()
    {
        using var folder = new TemporaryFolder();
        var time = new HandTurnedTime();
        using var bans = new BanList(folder.At("bans.json"), time);
        bans.Add(new(BanKind.ClientId, "dev1", "by id"), "ann", TimeSpan.FromMinutes(5));
        bans.Add(new(BanKind.User, "bob", "by user"), "ann", null);
        bans.Add(new(BanKind.Address, "10.0.0.0/8", "by address"), "ann", null);
        Assert.Contains("by id", bans.CauseFor(new("dev1", "bob", new("10.0.0.1:1"))), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains("by user", bans.CauseFor(new("dev1", "bob", new("10.0.0.1:1"))), StringComparison.Ordinal);
        Assert.Contains("by address", bans.CauseFor(new("dev1", null, new("10.0.0.1:1"))), StringComparison.Ordinal);
        Assert.Null(bans.CauseFor(new("dev1", "ann", new("11.0.0.1:1"))));
        Assert.Null(bans.CauseFor(new("dev1", "ann", new("unix:/run/mqtt.sock"))));
    }

    [Fact]
    public void A_narrower_ban_that_has_ended_does_not_hide_a_wider_one()
    {
        using var folder = new TemporaryFolder();
        var time = new HandTurnedTime();
        using var bans = new BanList(folder.At("bans.json"), time);
        bans.Add(new(BanKind.Address, "10.1.2.3", "one"), "ann", TimeSpan.FromMinutes(5));
        bans.Add(new(BanKind.Address, "10.0.0.0/8", "all"), "ann", null);
        Assert.Equal("one", bans.HitAddress(IPAddress.Parse("10.1.2.3"))!.Reason);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("all", bans.HitAddress(IPAddress.Parse("10.1.2.3"))!.Reason);
    }

    [Fact]
    public void Bans_and_their_hits_outlast_a_restart_and_are_bounded()
    {
        using var folder = new TemporaryFolder();
        using (var bans = new BanList(folder.At("bans.json"), TimeProvider.System))
        {
            bans.Add(new(BanKind.ClientId, "dev1", "floods"), "ann", null);
            bans.Add(new(BanKind.User, "bob", "left"), "ann", TimeSpan.FromDays(1));
            bans.HitClientId("dev1");
            bans.HitUser("bob");
            Assert.Null(bans.HitUser(null));
            Assert.Null(bans.HitUser("ann"));
        }

        using var again = new BanList(folder.At("bans.json"), TimeProvider.System);
        Assert.Equal([("dev1", 1L), ("bob", 1L)], again.All.Select(ban => (ban.Value, ban.Hits)));
        File.WriteAllText(folder.At("many.json"), "{\"bans\":[" + string.Join(',', Enumerable.Range(0, BanList.CountMax).Select(i =>
            $$"""{"id":"{{i}}","kind":"user","value":"u{{i}}","reason":"r","createdAt":"2030-01-01T00:00:00Z","createdBy":"a","expiresAt":null}""")) + "]}");
        using var many = new BanList(folder.At("many.json"), TimeProvider.System);
        Assert.Null(many.Add(new(BanKind.User, "one more", "r"), "a", null));
        Assert.NotNull(many.Add(new(BanKind.User, "u7", "again"), "a", null));
        Assert.Null(Assert.Single(many.AddAutomatic([new(BanKind.User, "too often", "r")], "a", TimeSpan.FromDays(1), out _)));
    }

    [Fact]
    public void Of_too_many_automatic_bans_the_oldest_give_way_and_never_one_that_a_person_set()
    {
        using var folder = new TemporaryFolder();
        using (var bans = new BanList(folder.At("bans.json"), TimeProvider.System))
        {
            bans.Add(new(BanKind.ClientId, "by hand", "floods"), "ann", null);
            bans.AddAutomatic(Flappers(0, BanList.AutomaticMax), "detection", TimeSpan.FromDays(1), out var none);
            var again = bans.AddAutomatic([new(BanKind.ClientId, "by hand", "too often"), new(BanKind.User, "u0", "again")], "detection", TimeSpan.FromDays(1), out var still);
            Assert.Equal((0, 0, "floods", "again"), (none, still, again[0]!.Reason, again[1]!.Reason));
        }

        using var kept = new BanList(folder.At("bans.json"), TimeProvider.System);
        kept.AddAutomatic(Flappers(BanList.AutomaticMax, 2), "detection", TimeSpan.FromDays(1), out var gaveWay);
        Assert.Equal((2, BanList.AutomaticMax + 1), (gaveWay, kept.All.Count()));
        Assert.Null(kept.All.First().ExpiresAt);
        Assert.Equal(["u3", "u4"], kept.All.Skip(1).Take(2).Select(ban => ban.Value));
        Assert.NotNull(kept.HitUser("u0")); // renewed, and so the youngest but two
    }

    [Fact]
    public void A_ban_that_a_person_sets_finds_room_among_automatic_ones_and_takes_the_place_of_its_like()
    {
        var draft = new BanDraft([], DateTime.UnixEpoch);
        foreach (var whom in Flappers(0, 2)) draft.Add(whom, "detection", TimeSpan.FromDays(1), isAutomatic: true);
        Assert.False(draft.Add(new(BanKind.User, "u0", "left"), "ann", null, isAutomatic: false)!.IsAutomatic);
        for (var i = 2; i < BanList.CountMax; i++) Assert.NotNull(draft.Add(new(BanKind.User, $"u{i}", "left"), "ann", null, isAutomatic: false));
        Assert.Equal(0, draft.GaveWay);
        Assert.NotNull(draft.Add(new(BanKind.User, "last", "left"), "ann", null, isAutomatic: false));
        Assert.Equal((1, BanList.CountMax), (draft.GaveWay, draft.Bans.Count));
        Assert.DoesNotContain(draft.Bans, ban => ban.IsAutomatic);
        Assert.Null(draft.Add(new(BanKind.User, "one more", "left"), "ann", null, isAutomatic: false));
    }

    private static BanOf[] Flappers(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new BanOf(BanKind.User, $"u{i}", "too often"))];

    [Fact]
    public async Task Whoever_turns_out_to_be_banned_when_the_proof_is_complete_is_refused_also_in_several_steps()
    {
        using var folder = new TemporaryFolder();
        using var bans = new BanList(folder.At("bans.json"), TimeProvider.System);
        bans.Add(new(BanKind.User, "bob", "left"), "ann", null);
        bans.Add(new(BanKind.ClientId, "dev1", "floods"), "ann", null);
        var proven = new Proven("bob");
        var authenticator = new BanningAuthenticator(proven, bans);
        Assert.Equal(AuthenticationOutcome.Banned, (await authenticator.AuthenticateAsync(new("dev2", null, null, new("", IsLoopback: true)), TestContext.Current.CancellationToken)).Outcome);
        var exchanges = new BanningExchanges(proven, bans);
        Assert.Equal(AuthenticationOutcome.Banned, exchanges.TryStart(ScramAuthenticator.MethodName, new("dev2", null, null, new("", IsLoopback: true)))!.Step("x"u8).Result!.Outcome);
        Assert.Equal(AuthenticationOutcome.Banned, exchanges.TryStart(ScramAuthenticator.MethodName, new("dev1", null, null, new("", IsLoopback: true)))!.Step("x"u8).Result!.Outcome);
        Assert.Equal(AuthenticationOutcome.Accepted, new BanningExchanges(new Proven("ann"), bans).TryStart("m", new("dev2", null, null, new("", IsLoopback: true)))!.Step("x"u8).Result!.Outcome);
    }

    // Everybody proves to be the same user, whatever CONNECT says.
    private sealed class Proven(string user) : IAuthenticator, IEnhancedAuthenticator, IAuthenticationExchange
    {
        private readonly AuthenticationResult _result = new(AuthenticationOutcome.Accepted, user, "proven");

        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) => ValueTask.FromResult(_result);

        public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) => this;

        public AuthenticationStep Step(ReadOnlySpan<byte> data) => new(_result, null);
    }
}
