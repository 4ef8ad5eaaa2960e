using System.Net;
using Heliograph.Mqtt;
using Heliograph.Server.Security;
using Heliograph.Server.Tests.Listeners;
using Heliograph.Server.Tests.Security.Chain;
using Heliograph.Server.Tests.Telemetry;

namespace Heliograph.Server.Tests.Security.Backoff;

/// <summary>Logins that wait at a real broker, by a clock that only the test turns.</summary>
public sealed class LoginWaitTests
{
    private const string Settings = "[limits]\nconnect_timeout = \"600s\"\n[access]\nlogin_failures_free = 2\n";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly HandTurnedTime _time = new();

    [Fact]
    public async Task After_the_free_failures_each_verdict_of_an_address_has_its_wait()
    {
        await using var instance = await StartAsync();
        var before = _time.GetUtcNow();
        for (var i = 0; i < 3; i++) Assert.Equal(ReasonCode.BadUserNameOrPassword, await VerdictAsync(instance, "eve", $"wrong {i}"));
        Assert.EndsWith("; the next login waits 0.25 s", instance.CausesOf("c-eve").Last(), StringComparison.Ordinal);
        var earliest = before;
        foreach (var seconds in new[] { 0.25, 0.5, 1, 2, 4, 4 })
        {
            earliest += TimeSpan.FromSeconds(seconds);
            // Every time another user, so that it is the address that has to wait.
            Assert.Equal(ReasonCode.BadUserNameOrPassword, await VerdictAsync(instance, $"eve {seconds}", "wrong"));
            Assert.InRange(_time.GetUtcNow(), earliest, DateTimeOffset.MaxValue);
        }
    }

    [Fact]
    public async Task Credentials_that_were_proven_lately_never_wait()
    {
        await using var instance = await StartAsync();
        Assert.Equal(ReasonCode.Success, await VerdictAsync(instance, "bob", "secret"));
        for (var i = 0; i < 3; i++) await VerdictAsync(instance, "bob", $"wrong {i}");
        await using var waiting = await SendAsync(instance, "bob", "wrong");
        await TestServer.UntilAsync(() => instance.Server.WaitingLogins.Any(), () => "nobody waits");
        Assert.Equal("user 'bob'", instance.Server.WaitingLogins.Single().Line.ToString().Replace("127.0.0.1", "user 'bob'", StringComparison.Ordinal));
        var before = _time.GetUtcNow();
        await using var right = await SendAsync(instance, "bob", "secret");
        Assert.Equal(ReasonCode.Success, (await right.ReadAsync()).Code);
        Assert.Equal(before, _time.GetUtcNow());
    }

    [Theory]
    [InlineData(ProtocolVersion.V5, 0x9F)]
    [InlineData(ProtocolVersion.V311, 3)]
    public async Task Who_finds_too_many_waiting_is_refused_at_once(ProtocolVersion version, int code)
    {
        await using var instance = await StartAsync();
        for (var i = 0; i < 3; i++) await VerdictAsync(instance, "eve", "wrong");
        var peers = new List<RawPeer>();
        for (var i = 0; i < 5; i++) peers.Add(await SendAsync(instance, "eve", "wrong")); // one has the turn, four wait for it
        await TestServer.UntilAsync(() => instance.Server.WaitingLogins.Count() == 5, () => $"{instance.Server.WaitingLogins.Count()} wait");
        using var browser = new HttpClient { BaseAddress = instance.Server.ConsoleUrls.First() };
        Assert.Equal(5, new Exposition(await browser.GetStringAsync("/metrics", TestContext.Current.CancellationToken))["heliograph_logins_waiting"]);
        await using var sixth = await SendAsync(instance, "eve", "wrong", version: version);
        Assert.Equal(code, (int)(await sixth.ReadAsync()).Code);
        Assert.Contains("3 logins of 127.0.0.1 were wrong, and others wait before this one", instance.CausesOf("c-eve").Last(), StringComparison.Ordinal);
        foreach (var peer in peers) await peer.DisposeAsync();
        // Who has gone is answered all the same, and makes room.
        await TestServer.UntilAsync(
            () =>
            {
                _time.Advance(Step);
                return !instance.Server.WaitingLogins.Any();
            },
            () => "who has gone still waits");
    }

    [Fact]
    public async Task A_user_whom_others_try_gets_in_from_another_address_and_is_forgiven()
    {
        await using var instance = await StartAsync();
        for (var i = 0; i < 8; i++) await VerdictAsync(instance, "bob", "wrong");
        var flood = new List<RawPeer>();
        for (var i = 0; i < 5; i++) flood.Add(await SendAsync(instance, "bob", "wrong"));
        await TestServer.UntilAsync(() => instance.Server.WaitingLogins.Count() == 5, () => "the flood does not wait");
        var before = _time.GetUtcNow();
        await using var bob = await SendAsync(instance, "bob", "secret", from: IPAddress.Parse("127.0.0.2"));
        Assert.Equal(ReasonCode.Success, await TurnUntilAsync(bob));
        // A user waits a quarter of what an address waits, and the flood is kept by its address.
        Assert.InRange((_time.GetUtcNow() - before).TotalSeconds, 0.5, double.MaxValue);
        foreach (var peer in flood) await peer.DisposeAsync();
        await using var again = await SendAsync(instance, "bob", "another", from: IPAddress.Parse("127.0.0.2"));
        Assert.Equal(ReasonCode.BadUserNameOrPassword, (await again.ReadAsync()).Code); // at once: its failures are forgotten
    }

    [Fact]
    public async Task A_burst_that_came_before_the_first_failure_waits_all_the_same()
    {
        await using var instance = await StartAsync($"eve:{PasswordHash.Create("right").Text}\n");
        var burst = new List<RawPeer>();
        for (var i = 0; i < 40; i++) burst.Add(await SendAsync(instance, "eve", $"wrong {i}"));
        var answers = burst.Select(peer => peer.ReadAsync()).ToArray();
        await TestServer.UntilAsync(() => instance.Server.WaitingLogins.Count() + answers.Count(one => one.IsCompleted) == burst.Count, () => "some are neither answered nor wait");
        var verdicts = answers.Count(one => one.IsCompletedSuccessfully && one.Result.Code == ReasonCode.BadUserNameOrPassword);
        Assert.InRange(verdicts, 3, 3 + Environment.ProcessorCount); // what was being hashed while the third failed may fail, too
        foreach (var peer in burst) await peer.DisposeAsync();
        await Task.WhenAll(answers).ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task Without_a_wait_nobody_waits()
    {
        await using var instance = await StartAsync(more: "login_wait_max = \"0s\"\n");
        for (var i = 0; i < 20; i++)
        {
            await using var peer = await SendAsync(instance, "eve", "wrong");
            Assert.Equal(ReasonCode.BadUserNameOrPassword, (await peer.ReadAsync()).Code);
        }
    }

    private Task<ChainedInstance> StartAsync(string users = "bob:secret\n", string more = "") => ChainedInstance.StartAsync(Settings + more, users, time: _time);

    private async Task<ReasonCode> VerdictAsync(ChainedInstance instance, string user, string password)
    {
        await using var peer = await SendAsync(instance, user, password);
        return await TurnUntilAsync(peer);
    }

    private static async Task<RawPeer> SendAsync(
        ChainedInstance instance, string user, string password, IPAddress? from = null, ProtocolVersion version = ProtocolVersion.V5)
    {
        var peer = await RawPeer.OpenAsync(instance.EndPoint, version, from: from);
        await peer.SendAsync(Octets.Connect($"c-{user}", version, userName: user, password: password));
        return peer;
    }

    // Turns the clock a little and a little until the answer is there: never too early, and perhaps a little late.
    private async Task<ReasonCode> TurnUntilAsync(RawPeer peer)
    {
        var answer = peer.ReadAsync();
        while (await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken)) != answer) _time.Advance(Step);
        return (await answer).Code;
    }
}
