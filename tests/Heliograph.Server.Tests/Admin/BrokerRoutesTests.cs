using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

/// <summary>What the API shows of a real broker with real connections, and what it does to them.</summary>
public sealed class BrokerRoutesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_is_listed_shown_and_disconnected_with_the_cause_under_events()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1", expirySeconds: 3600);
        await client.SubscribeAsync("plant/#", 1);
        await console.Server.UntilAsync(status => status.ClientsConnected == 1);

        var listed = (await GetAsync(browser, "/api/v1/clients?state=connected&text=DEV")).GetProperty("items")[0];
        Assert.Equal("dev1", listed.GetProperty("clientId").GetString());
        Assert.Equal("5.0", listed.GetProperty("protocol").GetString());
        Assert.Equal(3600, listed.GetProperty("sessionExpirySeconds").GetInt32());
        var shown = await GetAsync(browser, "/api/v1/client?id=dev1");
        Assert.True(shown.GetProperty("connected").GetBoolean());
        Assert.Equal("plant/#", shown.GetProperty("subscriptionList")[0].GetProperty("filter").GetString());
        var subscriptions = await GetAsync(browser, "/api/v1/subscriptions?matching=plant/a/b");
        Assert.Equal(("dev1", 1), (subscriptions.GetProperty("items")[0].GetProperty("clientId").GetString(), subscriptions.GetProperty("matched").GetInt32()));
        Assert.Equal(0, (await GetAsync(browser, "/api/v1/subscriptions?matching=other")).GetProperty("matched").GetInt32());

        var answer = await browser.PostAsync("/api/v1/client/disconnect", ConsoleUnderTest.Body(new { clientId = "dev1" }), Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(ReasonCode.AdministrativeAction, (await client.ReadAsync(PacketType.Disconnect)).Code);
        await console.Server.UntilAsync(status => status.ClientsConnected == 0);
        var happened = (await GetAsync(browser, "/api/v1/events?clientId=dev1&kind=disconnected")).GetProperty("items")[0];
        Assert.Equal("operator disconnected it at the console", happened.GetProperty("cause").GetString());
        Assert.Equal(0x98, happened.GetProperty("code").GetInt32());
        var away = (await GetAsync(browser, "/api/v1/clients?state=away")).GetProperty("items")[0];
        Assert.Equal(("dev1", JsonValueKind.Null), (away.GetProperty("clientId").GetString(), away.GetProperty("messagesReceived").ValueKind));

        await browser.PostAsync("/api/v1/client/delete", ConsoleUnderTest.Body(new { clientId = "dev1" }), Stop);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/api/v1/client?id=dev1", Stop)).StatusCode);
        Assert.Equal(0, console.Server.Status().Sessions);
    }

    [Fact]
    public async Task The_overview_counts_the_retained_messages_that_the_list_has()
    {
        await using var console = await ConsoleUnderTest.StartAsync(new() { SysInterval = TimeSpan.FromSeconds(1) }, server: options => options with { Broker = options.Broker with { SysInterval = TimeSpan.FromSeconds(1) } });
        using var browser = await console.LogInAsync("operator");
        await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "plant/a", payload = "kept", qos = 1, retain = true }), Stop);
        await console.Server.UntilAsync(status => status.RetainedMessages > 1); // $SYS is there
        var overview = new Heliograph.Server.Admin.Overview.OverviewSource(console.Context).Take();
        Assert.Equal((1, 1), ((int)overview.Retained.Messages, (await GetAsync(browser, "/api/v1/retained")).GetProperty("total").GetInt32()));
        Assert.InRange(overview.Retained.Bytes, 1, 1_000);
    }

    [Fact]
    public async Task A_client_is_subscribed_and_unsubscribed_on_its_behalf_also_while_it_is_away()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "plant/a", payload = "kept", qos = 1, retain = true }), Stop);
        await using (var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1", expirySeconds: 3600))
        {
            Assert.Equal(HttpStatusCode.NoContent, await PostAsync("subscribe", new { clientId = "dev1", filter = "plant/+", qos = 1 }));
            Assert.Equal("plant/a", (await client.ReadAsync(PacketType.Publish)).Topic);
        }

        await console.Server.UntilAsync(status => status.ClientsConnected == 0);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("subscribe", new { clientId = "dev1", filter = "other/#", qos = 2 }));
        var filters = (await GetAsync(browser, "/api/v1/subscriptions?clientId=dev1")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("filter").GetString());
        Assert.Equal(["other/#", "plant/+"], filters);
        var events = (await GetAsync(browser, "/api/v1/events?clientId=dev1&kind=subscribed")).GetProperty("items");
        Assert.Contains("operator did it at the console", events[1].GetProperty("cause").GetString(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("unsubscribe", new { clientId = "dev1", filter = "plant/+" }));
        Assert.Equal(1, console.Server.Status().Subscriptions);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync("unsubscribe", new { clientId = "dev1", filter = "plant/+" }));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync("subscribe", new { clientId = "dev2", filter = "a", qos = 0 }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync("subscribe", new { clientId = "dev1", filter = "a/#/b", qos = 0 }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync("subscribe", new { clientId = "dev1", filter = "a", qos = 3 }));

        async Task<HttpStatusCode> PostAsync(string what, object body) =>
            (await browser.PostAsync($"/api/v1/client/{what}", ConsoleUnderTest.Body(body), Stop)).StatusCode;
    }

    [Fact]
    public async Task Retained_messages_are_published_listed_browsed_and_deleted_by_filter()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        foreach (var (topic, payload) in new[] { ("plant/a/state", "on"), ("plant/b/state", "off"), ("plant/b", "<script>"), ("other", "x") })
        {
            var published = await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic, payload, qos = 1, retain = true }), Stop);
            Assert.Equal("none", (await ConsoleUnderTest.ReadAsync(published)).GetProperty("receivers").GetString());
        }

        await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "bin", payload = "AAEC", encoding = "base64", qos = 0, retain = true }), Stop);
        var binary = (await GetAsync(browser, "/api/v1/retained/message?topic=bin")).GetProperty("payload");
        Assert.Equal((JsonValueKind.Null, "AAEC"), (binary.GetProperty("text").ValueKind, binary.GetProperty("base64").GetString()));

        var states = await GetAsync(browser, "/api/v1/retained?matching=plant/%2B/state&order=-topic");
        Assert.Equal(["plant/b/state", "plant/a/state"], states.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("topic").GetString()));
        var branches = (await GetAsync(browser, "/api/v1/retained/tree?under=plant")).GetProperty("items").EnumerateArray()
            .Select(item => (item.GetProperty("level").GetString(), item.GetProperty("messages").GetInt32(), item.GetProperty("hasMessage").GetBoolean()));
        Assert.Equal([("a", 1, false), ("b", 2, true)], branches);

        var preview = await DeleteAsync(browser, new { matching = "plant/#", preview = true });
        Assert.Equal((3, 0), preview);
        Assert.Equal(5, console.Server.Status().RetainedMessages);
        Assert.Equal((3, 3), await DeleteAsync(browser, new { matching = "plant/#", preview = false }));
        Assert.Equal(2, console.Server.Status().RetainedMessages);
    }

    [Fact]
    public async Task The_level_without_a_name_is_in_the_tree_and_so_is_what_is_below_it()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        foreach (var topic in new[] { "/a", "//b", "a" })
            await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic, payload = "x", qos = 1, retain = true }), Stop);

        Assert.Equal([("", 2), ("a", 1)], await BranchesAsync(""));
        Assert.Equal([("/", 1), ("/a", 1)], await BranchesAsync("?under="));
        Assert.Equal([("//b", 1)], await BranchesAsync("?under=/"));

        async Task<IEnumerable<(string?, int)>> BranchesAsync(string query) =>
            (await GetAsync(browser, $"/api/v1/retained/tree{query}")).GetProperty("items").EnumerateArray()
            .Select(item => (item.GetProperty("topic").GetString(), item.GetProperty("messages").GetInt32()));
    }

    [Theory]
    [InlineData("""{"topic":"a/+","payload":"x","qos":0,"retain":false}""", "topic", 422)]
    [InlineData("""{"topic":"$SYS/x","payload":"x","qos":0,"retain":false}""", "topic", 422)]
    [InlineData("""{"topic":"a","payload":"x","qos":3,"retain":false}""", "qos", 422)]
    [InlineData("""{"topic":"a","payload":"%","encoding":"base64","qos":0,"retain":false}""", "payload", 422)]
    [InlineData("""{"topic":"a","payload":"x","encoding":"hex","qos":0,"retain":false}""", "encoding", 422)]
    [InlineData("""{"topic":null,"payload":"x","qos":0,"retain":false}""", "topic", 400)]
    [InlineData("""{"topic":"a"}""", "", 400)]
    [InlineData("""{"topic":""", null, 400)]
    public async Task A_bad_publish_is_refused_with_its_field(string body, string? field, int status)
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        var answer = await browser.PostAsync("/api/v1/publish", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);
        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await ConsoleUnderTest.ReadAsync(answer);
        if (!string.IsNullOrEmpty(field)) Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("remedy").GetString()));
    }

    [Fact]
    public async Task Whoever_watches_is_told_the_overview_and_what_happens()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        using var stream = new StreamReader(await browser.GetStreamAsync("/api/v1/live", Stop));
        await UntilLineAsync(stream, "event: overview");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1");
        await UntilLineAsync(stream, "event: happened");
        Assert.Contains("\"kind\":\"connected\",\"clientId\":\"dev1\"", await stream.ReadLineAsync(Stop), StringComparison.Ordinal);
    }

    private static async Task UntilLineAsync(StreamReader stream, string wanted)
    {
        while (await stream.ReadLineAsync(Stop) is { } line)
        {
            if (line == wanted) return;
        }

        Assert.Fail($"the stream ended without {wanted}");
    }

    private static async Task<(int Matched, int Deleted)> DeleteAsync(HttpClient browser, object selection)
    {
        var answer = await ConsoleUnderTest.ReadAsync(await browser.PostAsync("/api/v1/retained/delete-matching", ConsoleUnderTest.Body(selection), Stop));
        return (answer.GetProperty("matched").GetInt32(), answer.GetProperty("deleted").GetInt32());
    }

    private static Task<JsonElement> GetAsync(HttpClient browser, string path) => browser.GetFromJsonAsync<JsonElement>(path, Stop);
}
