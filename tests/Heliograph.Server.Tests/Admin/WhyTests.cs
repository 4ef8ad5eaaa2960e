using System.Net;
using System.Text.Json;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

/// <summary>Asking why over the REST API.</summary>
public sealed class WhyTests
{
    [Fact]
    public async Task The_answer_and_its_findings_come_with_times_and_remedies()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "c");
        await client.SubscribeAsync("Plant/#");
        var answer = await AskAsync(browser, "/api/v1/why/not-delivered?topic=plant/1&clientId=c");
        Assert.StartsWith("None of the 1 subscriptions of 'c' matches 'plant/1', the nearest: 'Plant/#', upper and lower case differ", answer.GetProperty("answer").GetString(), StringComparison.Ordinal);
        var first = answer.GetProperty("findings")[0];
        Assert.Equal(("decisive", JsonValueKind.Null), (first.GetProperty("severity").GetString(), first.GetProperty("at").ValueKind));
        Assert.NotEqual("", first.GetProperty("remedy").GetString());
    }

    [Fact]
    public async Task What_happened_before_is_left_out_on_demand()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        await using (await RawPeer.ConnectAsync(console.Server.EndPoint(), "c")) await console.Server.UntilAsync(status => status.ClientsConnected == 1);
        await console.Server.UntilAsync(status => status.Sessions == 0);
        foreach (var (since, isTold) in new[] { ("1h", true), ("30s", true), ("2d", true), ("2000-01-01T00:00:00Z", true), ("2999-01-01T00:00:00Z", false) })
        {
            var answer = (await AskAsync(browser, $"/api/v1/why/not-delivered?topic=t&clientId=c&since={since}")).GetProperty("answer").GetString()!;
            Assert.Equal(isTold, answer.Contains("its session ended", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("topic=a/%23&clientId=c", "topic")]
    [InlineData("topic=a", "clientId")]
    [InlineData("clientId=c", "topic")]
    [InlineData("topic=a&clientId=c&since=yesterday", "since")]
    [InlineData("topic=a&clientId=c&since=5y", "since")]
    [InlineData("topic=a&clientId=c&since=-5m", "since")]
    public async Task A_question_that_cannot_be_answered_names_the_field(string query, string field)
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        var answer = await browser.GetAsync($"/api/v1/why/not-delivered?{query}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(field, (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Two_connections_with_one_client_id_are_an_alarm_and_why_says_what_to_do()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        var peers = new List<RawPeer>();
        for (var i = 0; i <= 12; i++) peers.Add(await RawPeer.ConnectAsync(console.Server.EndPoint(), "twice"));
        var why = await AskAsync(browser, "/api/v1/why/client?clientId=twice");
        Assert.StartsWith("'twice' is connected from 127.0.0.1:", why.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Contains("two connections take this client id from each other", why.GetProperty("findings")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("client id", why.GetProperty("findings")[0].GetProperty("remedy").GetString()!.Replace("an id", "client id", StringComparison.Ordinal), StringComparison.Ordinal);
        await TestServer.UntilAsync(
            () => AskAsync(browser, "/api/v1/overview").GetAwaiter().GetResult().GetProperty("alarms").EnumerateArray()
                .Any(alarm => alarm.GetProperty("id").GetString() == "takeover-loop" && alarm.GetProperty("text").GetString()!.Contains("'twice'", StringComparison.Ordinal)),
            () => "there is no alarm");
        var events = await AskAsync(browser, "/api/v1/events?kind=looping");
        Assert.Equal(1, events.GetProperty("items").GetArrayLength());
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    private static async Task<JsonElement> AskAsync(HttpClient browser, string path)
    {
        var answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ConsoleUnderTest.ReadAsync(answer);
    }
}
