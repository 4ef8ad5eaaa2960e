using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

public sealed class BanRoutesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_banned_client_is_disconnected_and_refused_in_every_version_until_the_ban_is_lifted()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1");
        await using var bystander = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev2");
        var ban = await InstanceUnderTest.PostAsync(browser, "/api/v1/bans/add", new { kind = "clientId", value = "dev1", reason = "floods", minutes = 10 });
        var left = await client.ReadAsync(PacketType.Disconnect);
        Assert.Equal(ReasonCode.NotAuthorized, left.Code);
        Assert.DoesNotContain("floods", System.Text.Encoding.UTF8.GetString(left.Body), StringComparison.Ordinal);
        await bystander.PingAsync();
        Assert.Equal(ReasonCode.Banned, await RefusedAsync(console.Server.EndPoint(), ProtocolVersion.V5, "dev1"));
        Assert.Equal(5, (int)await RefusedAsync(console.Server.EndPoint(), ProtocolVersion.V311, "dev1"));

        var row = (await browser.GetFromJsonAsync<JsonElement>("/api/v1/bans?kind=clientId&text=FLOOD", Stop)).GetProperty("items")[0];
        Assert.Equal(("dev1", "operator", 2), (row.GetProperty("value").GetString(), row.GetProperty("createdBy").GetString(), row.GetProperty("hits").GetInt32()));
        var happened = (await browser.GetFromJsonAsync<JsonElement>("/api/v1/events?clientId=dev1&kind=refused", Stop)).GetProperty("items")[0];
        Assert.Equal(0x8A, happened.GetProperty("code").GetInt32());
        Assert.Matches("^client id 'dev1' is banned until 20.*Z: floods \\(set by operator\\); to lift it: heliograph bans remove [0-9a-f]+$", happened.GetProperty("cause").GetString());

        await InstanceUnderTest.PostAsync(browser, "/api/v1/bans/remove", new { id = ban.GetProperty("id").GetString() }, HttpStatusCode.NoContent);
        await using var back = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1");
        await InstanceUnderTest.PostAsync(browser, "/api/v1/bans/remove", new { id = ban.GetProperty("id").GetString() }, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_banned_address_is_cut_and_closed_at_once_with_an_event_a_minute()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1");
        await using var silent = await RawPeer.OpenAsync(console.Server.EndPoint());
        await console.Server.UntilAsync(status => status.Connections == 2);
        var ban = await InstanceUnderTest.PostAsync(browser, "/api/v1/bans/add", new { kind = "address", value = "127.0.0.9/8", reason = "scans" });
        Assert.Equal("127.0.0.0/8", ban.GetProperty("value").GetString());
        Assert.Equal(ReasonCode.NotAuthorized, (await client.ReadAsync(PacketType.Disconnect)).Code);
        Assert.Empty(await silent.ReadToEndAsync(mayReset: true));
        for (var i = 0; i < 20; i++)
        {
            await using var peer = await RawPeer.OpenAsync(console.Server.EndPoint());
            Assert.Empty(await peer.ReadToEndAsync(mayReset: true));
        }

        Assert.Equal(20, (await browser.GetFromJsonAsync<JsonElement>("/api/v1/bans", Stop)).GetProperty("items")[0].GetProperty("hits").GetInt32());
        var refused = (await browser.GetFromJsonAsync<JsonElement>("/api/v1/events?text=further", Stop)).GetProperty("matched").GetInt32();
        Assert.InRange(refused, 1, 2); // a minute may have ended meanwhile
        console.Context.Bans.Remove(ban.GetProperty("id").GetString()!);
        await using var back = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1");
    }

    [Fact]
    public async Task A_banned_user_is_refused_before_and_after_a_restart_whatever_the_password()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        using (var admin = await instance.LogInAsync())
        {
            await InstanceUnderTest.PostAsync(admin, "/api/v1/users/set", new { userName = "bob", password = "secret" }, HttpStatusCode.NoContent);
            await using var client = await RawPeer.ConnectAsync(instance.EndPoint, "dev1", userName: "bob", password: "secret");
            await InstanceUnderTest.PostAsync(admin, "/api/v1/bans/add", new { kind = "user", value = "bob", reason = "left the company" });
            Assert.Equal(ReasonCode.NotAuthorized, (await client.ReadAsync(PacketType.Disconnect)).Code);
        }

        await instance.RestartAsync();
        foreach (var password in new[] { "secret", "wrong" })
            Assert.Equal(ReasonCode.Banned, await RefusedAsync(instance.EndPoint, ProtocolVersion.V5, "dev1", "bob", password));
        (await RawPeer.ConnectAsync(instance.EndPoint, "dev1")).Socket.Dispose();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(instance.Layout.BansFile));
    }

    [Theory]
    [InlineData("""{"kind":"ip","value":"1.2.3.4","reason":"x"}""", "kind")]
    [InlineData("""{"kind":"address","value":"1.2.3","reason":"x"}""", "value")]
    [InlineData("""{"kind":"address","value":"10.0.0.0/33","reason":"x"}""", "value")]
    [InlineData("""{"kind":"user","value":"","reason":"x"}""", "value")]
    [InlineData("""{"kind":"user","value":"bob","reason":" "}""", "reason")]
    [InlineData("""{"kind":"user","value":"bob","reason":"a\nb"}""", "reason")]
    [InlineData("""{"kind":"user","value":"bob","reason":"x","minutes":0}""", "minutes")]
    [InlineData("""{"kind":"user","value":"bob","reason":"x","minutes":5256001}""", "minutes")]
    public async Task A_bad_ban_is_refused_with_its_field(string body, string field)
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        var answer = await browser.PostAsync("/api/v1/bans/add", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(field, (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("field").GetString());
        Assert.Empty(console.Context.Bans.All);
    }

    private static async Task<ReasonCode> RefusedAsync(IPEndPoint endPoint, ProtocolVersion version, string clientId, string? userName = null, string? password = null)
    {
        await using var peer = await RawPeer.OpenAsync(endPoint, version);
        await peer.SendAsync(Octets.Connect(clientId, version, userName: userName, password: password));
        return (await peer.ReadAsync(PacketType.ConnAck)).Code;
    }
}
