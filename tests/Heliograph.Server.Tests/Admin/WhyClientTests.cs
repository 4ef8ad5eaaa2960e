using System.Net;
using System.Text.Json;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Bans;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

/// <summary>Why a client does not get in, or not on: each cause that is of now.</summary>
public sealed class WhyClientTests
{
    [Fact]
    public async Task A_login_that_waits_is_named_with_what_it_waits_for()
    {
        var login = new LoginWaiting("pump", "bob", "10.0.0.1:5", DateTime.UnixEpoch, LoginKey.OfAddress("10.0.0.1"));
        await using var console = await ConsoleUnderTest.StartAsync(waitingLogins: () => [login, login with { ClientId = "other" }]);
        await TellsAsync(console, "pump", "decisive", "its login from 10.0.0.1:5 waits since 1970-01-01 00:00:00Z, because logins of 10.0.0.1 were wrong", "a login that is right ends it at once");
    }

    [Fact]
    public async Task A_ban_that_concerns_it_is_named_with_its_reason()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        console.Context.Bans.Add(new(BanKind.ClientId, "pump", "it connected 15 times"), "flapping detection", TimeSpan.FromMinutes(5));
        console.Context.Bans.Add(new(BanKind.ClientId, "other", "not meant"), "me", null);
        await TellsAsync(console, "pump", "decisive", "it connected 15 times (set by flapping detection)", "Remove the ban, if it is not meant");
    }

    [Theory]
    [InlineData("the token of 'bob' expired 5 min ago", "Give the client a fresh token")]
    [InlineData("wrong password of user 'bob'", "Correct user name and password")]
    public async Task Its_last_refusal_is_named_with_a_remedy_that_fits(string cause, string remedy)
    {
        await using var console = await ConsoleUnderTest.StartAsync(server: options => options with { Authenticator = new Refusing(cause) });
        await using (var peer = await RawPeer.OpenAsync(console.Server.EndPoint()))
        {
            await peer.SendAsync(Octets.Connect("pump", peer.Version));
            await peer.ReadToEndAsync(mayReset: true);
        }

        await TellsAsync(console, "pump", "decisive", "its connection was refused at ", remedy);
    }

    [Fact]
    public async Task A_listener_that_turned_it_away_before_its_CONNECT_is_found_by_the_address_it_had()
    {
        await using var console = await ConsoleUnderTest.StartAsync(
            server: options => options with { Listeners = [options.Listeners[0] with { Name = "mqtt", Limits = new() { ConnectionsMax = 1 } }] });
        await using (await RawPeer.ConnectAsync(console.Server.EndPoint(), "pump")) await console.Server.UntilAsync(status => status.ClientsConnected == 1);
        await console.Server.UntilAsync(status => status.Connections == 0);
        await using var taker = await RawPeer.ConnectAsync(console.Server.EndPoint(), "taker");
        await using (var pump = await RawPeer.OpenAsync(console.Server.EndPoint())) await pump.ReadToEndAsync(mayReset: true);
        await TellsAsync(console, "pump", "note", "a connection from 127.0.0.1, where it was last, was turned away at ", "Raise the limit of the listener that is named");
    }

    [Fact]
    public async Task A_client_that_is_read_more_slowly_is_told_so()
    {
        await using var console = await ConsoleUnderTest.StartAsync(new() { MessagesPerSecondMax = 1 });
        await using var pump = await RawPeer.ConnectAsync(console.Server.EndPoint(), "pump");
        await pump.SendAsync(Octets.Publish("t", [1], pump.Version), Octets.Publish("t", [2], pump.Version));
        await TestServer.UntilAsync(() => console.Server.Broker.Events.OfClient("pump").Any(one => one.Kind == Heliograph.Broker.Events.EventKind.Slowed), () => "it is not slowed");
        await TellsAsync(console, "pump", "note", "it is read more slowly: ", "Let it send less, or raise the limit that is named");
    }

    private static async Task TellsAsync(ConsoleUnderTest console, string clientId, string severity, string text, string remedy)
    {
        using var browser = await console.LogInAsync("viewer");
        var answer = await browser.GetAsync($"/api/v1/why/client?clientId={clientId}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var findings = (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("findings").EnumerateArray().ToArray();
        Assert.Contains(findings, one => one.GetProperty("severity").GetString() == severity
            && Text(one, "text").Contains(text, StringComparison.Ordinal) && Text(one, "remedy").Contains(remedy, StringComparison.Ordinal));

        static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString() ?? "";
    }

    private sealed class Refusing(string cause) : Heliograph.Server.Security.IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
            new(new AuthenticationResult(AuthenticationOutcome.BadCredentials, null, cause));
    }
}
