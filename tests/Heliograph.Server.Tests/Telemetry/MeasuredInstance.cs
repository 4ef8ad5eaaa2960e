using System.Net;
using Heliograph.Server.Instance;
using Heliograph.Server.Telemetry.Otlp;
using Heliograph.Server.Tests.Instance;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>A whole instance with journal and console on free loopback ports, that lets anyone in.</summary>
internal sealed class MeasuredInstance : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly InstanceServer _server;
    private readonly InstanceLayout _layout;

    private MeasuredInstance(TemporaryFolder folder, InstanceLayout layout, InstanceServer server) =>
        (_folder, _layout, _server) = (folder, layout, server);

    public IPEndPoint EndPoint => _server.Endpoints[0];

    public static async Task<MeasuredInstance> StartAsync(OtlpOptions? otlp = null)
    {
        var folder = new TemporaryFolder();
        var plan = NewInstance.Plan(folder.At("mybroker")) with
        {
            Configuration = new()
            {
                Listeners = [new() { Name = "plant \"north\"", Address = "127.0.0.1" }],
                Console = new() { Port = 0, HttpsPort = null },
                Access = new() { AllowAnonymous = true },
                Otlp = otlp ?? new(),
            },
        };
        InstanceCreation.Create(plan);
        await File.WriteAllTextAsync(plan.Layout.AclFile(plan.Configuration.Access), "topic readwrite #\n", TestContext.Current.CancellationToken);
        var reading = InstanceReading.Of(plan.Layout);
        return new(folder, plan.Layout, await InstanceServer.StartAsync(plan.Layout, reading, console: null, TimeProvider.System, TestContext.Current.CancellationToken));
    }

    /// <summary>What Prometheus gets.</summary>
    public async Task<string> ScrapeAsync()
    {
        using var browser = new HttpClient { BaseAddress = _server.ConsoleUrls.First() };
        return await browser.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
    }

    /// <summary>What it has logged so far.</summary>
    public string Log()
    {
        using var file = new StreamReader(new FileStream(Path.Combine(_layout.Log, "heliograph.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }

    /// <summary>Three QoS 1 messages to a subscriber and to one that is away, one of them retained.</summary>
    public async Task TrafficAsync()
    {
        await using (var absent = await RawPeer.ConnectAsync(EndPoint, "client-of-secret-name", expirySeconds: 3_600)) await absent.SubscribeAsync("topic-of-secret-name/#", 1);
        await using var subscriber = await RawPeer.ConnectAsync(EndPoint, "subscriber");
        await subscriber.SubscribeAsync("topic-of-secret-name/#");
        await using var publisher = await RawPeer.ConnectAsync(EndPoint, "publisher");
        for (var i = 0; i < 3; i++) await publisher.PublishAsync("topic-of-secret-name/1", [1, 2, 3, 4]);
        for (var i = 0; i < 3; i++) await subscriber.ReadAsync(Mqtt.Wire.PacketType.Publish);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
