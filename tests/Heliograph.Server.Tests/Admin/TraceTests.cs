using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Heliograph.Server.Tests.Listeners;
using Heliograph.Server.Tracing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Admin;

/// <summary>Traces over the REST API, and their files.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_packets_of_a_client_are_told_and_a_dissector_reads_them_back()
    {
        await using var console = await StartAsync();
        using var browser = await console.LogInAsync("operator");
        await using var old = await RawPeer.ConnectAsync(console.Server.EndPoint(), "old");
        var both = await BeginAsync(browser, new { address = "127.0.0.1", minutes = 5, withPayload = false });
        var one = await BeginAsync(browser, new { clientId = "c", minutes = 5, withPayload = false });
        await using (var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "c"))
        {
            await client.SubscribeAsync("plant/#", qos: 1);
            await old.PublishAsync("plant/1", "hidden"u8.ToArray());
            await client.ReadAsync(Mqtt.Wire.PacketType.Publish);
        }

        var told = (await AskAsync(browser, $"/api/v1/traces/packets?id={one}")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(
            ["in CONNECT", "out CONNACK", "in SUBSCRIBE", "out SUBACK", "out PUBLISH"],
            told.Select(packet => $"{packet.GetProperty("direction").GetString()} {packet.GetProperty("packet").GetString()}").Take(5));
        Assert.Equal("'plant/1', QoS 1, packet id 1, 6 bytes", told[4].GetProperty("summary").GetString());
        Assert.All(told, packet => Assert.Equal("c", packet.GetProperty("clientId").GetString()));

        foreach (var id in new[] { one, both })
            Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(browser, "stop", new { id })).StatusCode);
        var file = _folder.At("read.pcapng");
        await File.WriteAllBytesAsync(file, await browser.GetByteArrayAsync($"/api/v1/traces/download?id={both}", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var lines = await DissectAsync(file);
        Assert.Contains(lines, line => line.StartsWith("1|5|c|", StringComparison.Ordinal)); // CONNECT, version 5
        Assert.Contains(lines, line => line.StartsWith("1|5|old|", StringComparison.Ordinal)); // made up
        Assert.Equal(2, lines.Count(line => line.Contains("|plant/1|", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("alformed", StringComparison.Ordinal) || line.Contains("etransmission", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_comes_over_web_socket_is_traced_as_any_other()
    {
        await using var console = await StartAsync(ListenerProtocol.Any);
        using var browser = await console.LogInAsync("operator");
        var id = await BeginAsync(browser, new { clientId = "page", minutes = 5, withPayload = false });
        using (var socket = new ClientWebSocket())
        {
            socket.Options.AddSubProtocol("mqtt");
            await socket.ConnectAsync(new($"ws://127.0.0.1:{console.Server.EndPoint().Port}/mqtt"), TestContext.Current.CancellationToken);
            // Two packets in one frame, and one in two: what is traced are packets.
            var connect = Octets.Connect("page", ProtocolVersion.V5);
            byte[] sent = [.. connect, .. Octets.Subscribe(1, ProtocolVersion.V5, 0, "plant/#"), .. Octets.Publish("plant/1", [1, 2, 3], ProtocolVersion.V5)];
            await socket.SendAsync(sent[..^4], WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
            await socket.SendAsync(sent[^4..], WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
            await TestServer.UntilAsync(() => console.Server.Broker.Counters[Broker.Counters.Counter.PublishSent] > 0, () => "nothing was delivered");
        }

        var told = (await AskAsync(browser, $"/api/v1/traces/packets?id={id}")).GetProperty("items").EnumerateArray()
            .Select(packet => $"{packet.GetProperty("direction").GetString()} {packet.GetProperty("packet").GetString()}");
        Assert.Equal(["in CONNECT", "in PUBLISH", "in SUBSCRIBE", "out CONNACK", "out PUBLISH", "out SUBACK"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_topic_filter_leaves_out_what_has_nothing_to_do_with_it()
    {
        await using var console = await StartAsync();
        using var browser = await console.LogInAsync("operator");
        await using var client = await RawPeer.ConnectAsync(console.Server.EndPoint(), "c");
        var id = await BeginAsync(browser, new { topic = "plant/+", minutes = 5, withPayload = false });
        await client.SubscribeAsync("mill/#");
        await client.SubscribeAsync("plant/#");
        await client.PublishAsync("mill/1", []);
        await client.PublishAsync("plant/1", []);
        await client.PingAsync();
        var told = (await AskAsync(browser, $"/api/v1/traces/packets?id={id}")).GetProperty("items").EnumerateArray()
            .Select(packet => packet.GetProperty("packet").GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(["PUBACK", "PUBLISH", "PUBLISH", "SUBSCRIBE"], told);
    }

    [Fact]
    public async Task Payloads_are_for_admins_and_a_trace_needs_a_filter()
    {
        await using var console = await StartAsync();
        using var browser = await console.LogInAsync("operator");
        using var admin = await console.LogInAsync("admin");
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(browser, "start", new { clientId = "c", minutes = 5, withPayload = true })).StatusCode);
        var id = await BeginAsync(admin, new { clientId = "c", minutes = 5, withPayload = true });
        foreach (var way in new[] { "packets", "download", "live" })
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"/api/v1/traces/{way}?id={id}", TestContext.Current.CancellationToken)).StatusCode);
        foreach (var order in new object[] { new { minutes = 5 }, new { clientId = "c", minutes = 0 }, new { address = "here", minutes = 5 }, new { topic = "a/#/b", minutes = 5 } })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(browser, "start", order)).StatusCode);
    }

    [Fact]
    public async Task Traces_are_bounded_and_listed_again_after_a_restart()
    {
        string id;
        await using (var console = await StartAsync())
        {
            using var browser = await console.LogInAsync("operator");
            id = await BeginAsync(browser, new { clientId = "c", minutes = 5, withPayload = false });
            for (var i = 1; i < Tracer.RunningMax; i++) await BeginAsync(browser, new { clientId = "c", minutes = 5, withPayload = false });
            Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(browser, "start", new { clientId = "c", minutes = 5, withPayload = false })).StatusCode);
            await using (await RawPeer.ConnectAsync(console.Server.EndPoint(), "c")) await console.Server.UntilAsync(status => status.ClientsConnected == 1);
        }

        var path = _folder.At("traces", id + ".pcapng");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await using var again = await StartAsync();
        using var viewer = await again.LogInAsync("operator");
        var rows = (await AskAsync(viewer, "/api/v1/traces")).GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(Tracer.RunningMax, rows.Length);
        Assert.All(rows, row => Assert.Equal(("ended", "c"), (row.GetProperty("state").GetString(), row.GetProperty("clientId").GetString())));
        Assert.All(rows, row => Assert.True(row.GetProperty("packets").GetInt64() >= 2));
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(viewer, "delete", new { id })).StatusCode);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task A_full_file_ends_its_trace_and_the_torn_end_of_one_is_cut_off()
    {
        using var tracer = new Tracer(_folder.At("traces"), TimeProvider.System, NullLogger.Instance, bytesMax: 2_000);
        var trace = tracer.Start(new("c", null, null), withPayload: false, TimeSpan.FromMinutes(1), "test")!;
        for (var i = 0; i < 50; i++) trace.Add(new(DateTime.UtcNow, true, "c", new(IPAddress.Loopback, 5), new(IPAddress.Loopback, 6), "PINGREQ", "", 2, [0xC0, 0], []));
        await trace.Written;
        Assert.Equal(TraceState.Full, trace.Record.State);
        Assert.InRange(new FileInfo(trace.FilePath).Length, 1_000, 2_000);
        var whole = PcapngFile.CutTornEnd(trace.FilePath);
        Assert.Equal((trace.Record.Packets, trace.Record.Bytes), whole);
        File.AppendAllText(trace.FilePath, "half a block");
        Assert.Equal(whole, PcapngFile.CutTornEnd(trace.FilePath));
    }

    private Task<ConsoleUnderTest> StartAsync(ListenerProtocol protocol = ListenerProtocol.Mqtt) => ConsoleUnderTest.StartAsync(server: options => options with
    {
        TracesFolder = _folder.At("traces"), Listeners = [options.Listeners[0] with { Protocol = protocol }],
    });

    private static async Task<string> BeginAsync(HttpClient browser, object order)
    {
        var answer = await PostAsync(browser, "start", order);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("id").GetString()!;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient browser, string what, object body) =>
        browser.PostAsync($"/api/v1/traces/{what}", ConsoleUnderTest.Body(body), TestContext.Current.CancellationToken);

    private static async Task<JsonElement> AskAsync(HttpClient browser, string path)
    {
        var answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ConsoleUnderTest.ReadAsync(answer);
    }

    private static async Task<string[]> DissectAsync(string file)
    {
        var start = new ProcessStartInfo("tshark") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-r", file, "-T", "fields", "-E", "separator=|", "-e", "mqtt.msgtype", "-e", "mqtt.ver", "-e", "mqtt.clientid", "-e", "mqtt.topic", "-e", "_ws.col.Info" })
            start.ArgumentList.Add(argument);
        using var tshark = Process.Start(start)!;
        var text = await tshark.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tshark.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tshark.ExitCode);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
