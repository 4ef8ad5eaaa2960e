using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Heliograph.Server.Admin;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

/// <summary>Listeners, certificates and topics over the API.</summary>
public sealed class ServerRoutesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_is_stopped_with_its_connections_and_started_again()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var endPoint = console.Server.EndPoint();
        await using var client = await RawPeer.ConnectAsync(endPoint, "dev1");
        var listed = Assert.Single((await GetAsync(browser, "/api/v1/listeners")).GetProperty("items").EnumerateArray());
        Assert.Equal(("listening", endPoint.Port, 1, 1), (listed.GetProperty("state").GetString(), listed.GetProperty("port").GetInt32(),
            listed.GetProperty("connections").GetInt32(), listed.GetProperty("accepted").GetInt32()));

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(browser, "/api/v1/listeners/stop", new { name = "mqtt" }));
        await console.Server.UntilAsync(status => status.Connections == 0);
        Assert.Equal("stopped", (await GetAsync(browser, "/api/v1/listeners")).GetProperty("items")[0].GetProperty("state").GetString());
        await Assert.ThrowsAsync<SocketException>(() => RawPeer.ConnectAsync(endPoint, "dev2"));

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(browser, "/api/v1/listeners/start", new { name = "mqtt" }));
        await using var again = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev2");
        Assert.Equal(2, (await GetAsync(browser, "/api/v1/listeners")).GetProperty("items")[0].GetProperty("accepted").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(browser, "/api/v1/listeners/stop", new { name = "other" }));
    }

    [Fact]
    public async Task A_listener_whose_port_is_taken_says_so_until_it_is_free()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await using var console = await ConsoleUnderTest.StartAsync(server: options => options with
        {
            Listeners = [.. options.Listeners, new() { Name = "other", Address = "127.0.0.1", Port = port, Required = false }],
        });
        using var browser = await console.LogInAsync("admin");
        var listed = (await GetAsync(browser, "/api/v1/listeners")).GetProperty("items")[1];
        Assert.Equal("failed", listed.GetProperty("state").GetString());
        Assert.Contains($"port {port} on 127.0.0.1 cannot be bound", listed.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(browser, "/api/v1/listeners/start", new { name = "other" }));
        holder.Stop();
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(browser, "/api/v1/listeners/start", new { name = "other" }));
        Assert.Equal("listening", (await GetAsync(browser, "/api/v1/listeners")).GetProperty("items")[1].GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_certificate_of_the_console_is_shown_with_its_names_and_its_end()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("console.pem");
        await File.WriteAllTextAsync(file, ConsoleCertificate.CreatePem(DateTimeOffset.UtcNow.AddYears(-10).AddDays(5)), Stop);
        await using var console = await ConsoleUnderTest.StartAsync(certificateFile: file);
        using var browser = await console.LogInAsync("viewer");
        var shown = (await GetAsync(browser, "/api/v1/certificates")).GetProperty("items")[0];
        Assert.InRange(shown.GetProperty("daysLeft").GetInt32(), 4, 5);
        Assert.True(shown.GetProperty("isSelfSigned").GetBoolean());
        Assert.Contains("localhost", shown.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(64, shown.GetProperty("fingerprint").GetString()!.Length);

        await File.WriteAllTextAsync(file, "nothing", Stop);
        shown = (await GetAsync(browser, "/api/v1/certificates")).GetProperty("items")[0];
        Assert.NotEqual(JsonValueKind.Null, shown.GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task Topics_are_counted_from_the_first_look_on()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "dev1");
        await client.PublishAsync("plant/before", "x"u8.ToArray());
        Assert.Equal(0, (await GetAsync(browser, "/api/v1/topics")).GetProperty("total").GetInt32());
        for (var count = 0; count < 3; count++) await client.PublishAsync("plant/a", "four"u8.ToArray());
        await client.PublishAsync("other", "x"u8.ToArray());

        var page = await GetAsync(browser, "/api/v1/topics?order=-messages");
        var first = page.GetProperty("items")[0];
        Assert.Equal(("plant/a", 3, 12, 1), (first.GetProperty("topic").GetString(), first.GetProperty("messages").GetInt32(),
            first.GetProperty("bytes").GetInt32(), first.GetProperty("lastQos").GetInt32()));
        Assert.InRange(first.GetProperty("rate").GetDouble(), 0.01, 3);
        Assert.Equal((2, false), (page.GetProperty("total").GetInt32(), page.GetProperty("isFull").GetBoolean()));
        Assert.Equal(1, (await GetAsync(browser, "/api/v1/topics?matching=plant/%23")).GetProperty("matched").GetInt32());
        await PostAsync(browser, "/api/v1/topics/reset", new { });
        Assert.Equal(0, (await GetAsync(browser, "/api/v1/topics")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Retained_messages_are_chosen_by_their_age()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("operator");
        await PostAsync(browser, "/api/v1/publish", new { topic = "young", payload = "x", qos = 1, retain = true });
        var kept = (await GetAsync(browser, "/api/v1/retained")).GetProperty("items")[0];
        Assert.InRange((DateTime.UtcNow - kept.GetProperty("storedAt").GetDateTime()).TotalSeconds, -1, 60);
        Assert.Equal(0, (await GetAsync(browser, "/api/v1/retained?olderThan=3600")).GetProperty("matched").GetInt32());
        Assert.Equal(HttpStatusCode.OK, await PostAsync(browser, "/api/v1/retained/delete-matching", new { matching = "#", preview = false, olderThan = 3600 }));
        Assert.Equal(1, console.Server.Status().RetainedMessages);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(browser, "/api/v1/retained/delete-matching", new { matching = "#", preview = false, olderThan = -1 }));
    }

    private static Task<JsonElement> GetAsync(HttpClient browser, string path) => browser.GetFromJsonAsync<JsonElement>(path, Stop);

    private static async Task<HttpStatusCode> PostAsync(HttpClient browser, string path, object body) =>
        (await browser.PostAsync(path, ConsoleUnderTest.Body(body), Stop)).StatusCode;
}
