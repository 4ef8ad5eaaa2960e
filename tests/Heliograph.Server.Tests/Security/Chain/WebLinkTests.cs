using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;
using Heliograph.Server.Security.Web;
using Heliograph.Server.Tests.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class WebLinkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_is_told_who_asks_and_says_yes_with_name_groups_rights_and_time()
    {
        await using var service = await WebService.StartAsync();
        service.Says("""{"result":"allow","user":"robert","groups":["plant"],"rights":[{"action":"publish","topic":"a/#"}],"valid_seconds":60}""");
        using var link = LinkTo(service);
        var request = new AuthenticationRequest("c1", "bob", "secret"u8.ToArray(), new("[::1]:7")
        {
            Listener = "door",
            Certificate = new("CN=sensor", "sensor", [], "00FF"),
        });
        var result = (await link.AskAsync(request, Stop)).Result!;
        Assert.Equal((AuthenticationOutcome.Accepted, "robert", 60), (result.Outcome, result.UserName, Math.Ceiling(result.ValidFor!.Value.TotalSeconds)));
        Assert.Equal(["plant"], result.Rights!.Groups);
        Assert.True(result.Rights.Rules!.Ask(new(new("c1", "robert", Peer.None), AccessAction.Publish, "a/b"u8)).IsAllowed);
        using var asked = JsonDocument.Parse(Assert.Single(service.Asked));
        Assert.Equal(
            """{"clientid":"c1","username":"bob","password":"secret","address":"::1","listener":"door","certificate_common_name":"sensor","certificate_subject":"CN=sensor","certificate_fingerprint":"00FF"}""",
            asked.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("""{"result":"deny","reason":"too late"}""", AuthenticationOutcome.BadCredentials, "the web service refuses it: too late")]
    [InlineData("""{"result":"ignore"}""", null, "the web service does not know it")]
    public async Task It_says_no_or_not_mine(string body, AuthenticationOutcome? outcome, string cause)
    {
        await using var service = await WebService.StartAsync();
        service.Says(body);
        using var link = LinkTo(service);
        var answer = await AskAsync(link, "bob");
        Assert.Equal((outcome, cause), (answer.Result?.Outcome, answer.Result?.Cause ?? answer.Reason));
    }

    [Theory]
    [InlineData("""{"result":"allow","rigths":[]}""", 200, "a field of it is unknown")]
    [InlineData("""{"result":"allow","result":"deny"}""", 200, "it is no JSON")]
    [InlineData("""{"result":"yes"}""", 200, "a field of it is unknown, or its value")]
    [InlineData("""{"user":"admin"}""", 200, "its result is missing")]
    [InlineData("""["allow"]""", 200, "it is no JSON object")]
    [InlineData("<html>allow</html>", 200, "it is no JSON")]
    [InlineData("""{"result":"allow"}""", 500, "it answered 500")]
    [InlineData("""{"result":"allow"}""", 201, "it answered 201")]
    public async Task An_answer_that_is_none_lets_nobody_in(string body, int status, string cause)
    {
        await using var service = await WebService.StartAsync();
        service.Says(body, status);
        using var link = LinkTo(service);
        var result = (await AskAsync(link, "bob")).Result!;
        Assert.Equal(AuthenticationOutcome.Unavailable, result.Outcome);
        Assert.Contains(cause, result.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_answer_a_redirect_and_silence_let_nobody_in()
    {
        await using var service = await WebService.StartAsync();
        using var link = LinkTo(service, new() { TimeMax = TimeSpan.FromMilliseconds(500) });
        service.Answer = async context =>
        {
            var spaces = Encoding.UTF8.GetBytes(new string(' ', 10_000));
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(spaces, context.RequestAborted);
        };
        Assert.Equal(AuthenticationOutcome.Unavailable, (await AskAsync(link, "endless")).Result!.Outcome);
        service.Answer = context =>
        {
            if (context.Request.Path == "/asked") context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        Assert.Contains("it answered 307", (await AskAsync(link, "redirect")).Result!.Cause, StringComparison.Ordinal);
        service.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        Assert.Contains("no answer within 0.5 s", (await AskAsync(link, "silence")).Result!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_are_remembered_for_their_time_and_for_these_credentials_only()
    {
        var time = new HandTurnedTime();
        await using var service = await WebService.StartAsync();
        using var link = LinkTo(service, new() { RememberYes = TimeSpan.FromSeconds(60), RememberNo = TimeSpan.FromSeconds(5) }, time);
        service.Says("""{"result":"allow","valid_seconds":30}""");
        await AskAsync(link, "bob");
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(10, (await AskAsync(link, "bob")).Result!.ValidFor!.Value.TotalSeconds);
        Assert.Single(service.Asked);
        await AskAsync(link, "bob", "another");
        Assert.Equal(2, service.Asked.Count);
        time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(link, "bob");
        Assert.Equal(3, service.Asked.Count); // the login itself had expired
        service.Says("""{"result":"deny"}""");
        await AskAsync(link, "eve");
        await AskAsync(link, "eve");
        Assert.Equal(4, service.Asked.Count);
        time.Advance(TimeSpan.FromSeconds(5));
        await AskAsync(link, "eve");
        Assert.Equal(5, service.Asked.Count);
    }

    [Fact]
    public async Task A_service_that_fails_is_left_alone_for_a_while_and_tried_again()
    {
        var time = new HandTurnedTime();
        await using var service = await WebService.StartAsync();
        using var link = LinkTo(service, time: time);
        service.Says("", 500);
        for (var i = 0; i < 20; i++) await AskAsync(link, $"user {i}");
        Assert.Equal(CircuitBreaker.FailuresMax, service.Asked.Count);
        Assert.Contains("has failed 5 times or more", (await AskAsync(link, "bob")).Result!.Cause, StringComparison.Ordinal);
        service.Says("""{"result":"allow"}""");
        time.Advance(CircuitBreaker.OpenFor);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(link, "bob")).Result!.Outcome);
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(link, "ann")).Result!.Outcome);
    }

    [Fact]
    public async Task A_service_that_dislikes_a_question_is_asked_others()
    {
        await using var service = await WebService.StartAsync();
        using var link = LinkTo(service);
        service.Says("", 413);
        for (var i = 0; i < 2 * CircuitBreaker.FailuresMax; i++)
            Assert.Contains("it answered 413", (await AskAsync(link, $"user {i}")).Result!.Cause, StringComparison.Ordinal);
        service.Says("""{"result":"allow"}""");
        Assert.Equal(AuthenticationOutcome.Accepted, (await AskAsync(link, "user 1")).Result!.Outcome);
    }

    [Fact]
    public async Task A_service_that_hangs_does_not_delay_clients_of_the_password_file()
    {
        await using var service = await WebService.StartAsync();
        service.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var instance = await ChainedInstance.StartAsync(
            $"[access]\nauthentication = [\"password\", \"http\"]\n[access.http]\nurl = \"{service.Address}\"\ntimeout = \"20s\"\nat_once_max = 4\nwaiting_max = 50\n",
            users: "bob:secret\n");
        var hanging = new List<RawPeer>();
        for (var i = 0; i < 40; i++)
        {
            var peer = await RawPeer.OpenAsync(instance.EndPoint);
            await peer.SendAsync(Octets.Connect($"slow {i}", peer.Version, userName: "nobody", password: $"{i}"));
            hanging.Add(peer);
        }

        await TestServer.UntilAsync(() => service.Asked.Count == 4, () => $"{service.Asked.Count} questions");
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++) Assert.Equal(0, await ChainedInstance.CodeAsync(instance.EndPoint, "bob", "secret", $"quick {i}"));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "the others waited for the service"); // which hangs for twice that
        foreach (var peer in hanging) await peer.DisposeAsync();
    }

    private static WebLink LinkTo(WebService service, WebAuthOptions? options = null, TimeProvider? time = null) =>
        new((options ?? new()) with { Address = service.Address }, time ?? TimeProvider.System, NullLogger.Instance);

    private static async Task<LinkAnswer> AskAsync(WebLink link, string user, string password = "secret") =>
        await link.AskAsync(new("c1", user, Encoding.UTF8.GetBytes(password), new("127.0.0.1:1")), Stop);
}
