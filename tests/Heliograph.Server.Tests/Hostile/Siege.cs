using System.Diagnostics;
using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Hostile;

/// <summary>A broker under attack: what a well-behaved client notices of it, and what the attack leaves behind.</summary>
internal sealed class Siege : IAsyncDisposable
{
    private const int QuietRoundTrips = 200;

    /// <summary>What the machine's own hiccups may add; an attack that slows others shows as much more.</summary>
    private static readonly TimeSpan LatencyMax = TimeSpan.FromSeconds(1);

    private readonly RawPeer _citizen;
    private readonly TimeSpan _quiet;
    private readonly long _heapBefore;

    private Siege(HeliographServer server, RawPeer citizen, TimeSpan quiet)
    {
        Server = server;
        _citizen = citizen;
        _quiet = quiet;
        _heapBefore = HeapBytes();
    }

    public HeliographServer Server { get; }

    /// <summary>Bytes on the managed heap above what there were before the attack.</summary>
    public long GrownBytes => HeapBytes() - _heapBefore;

    public static async Task<Siege> BeginAsync(BrokerOptions? options = null, Func<ServerOptions, ServerOptions>? change = null)
    {
        var server = await TestServer.StartAsync(options, change);
        var citizen = await RawPeer.ConnectAsync(server.EndPoint(), "citizen");
        await citizen.SubscribeAsync("round/trip");
        var quiet = new List<TimeSpan>();
        for (var i = 0; i < QuietRoundTrips; i++) quiet.Add(await RoundTripAsync(citizen));
        return new(server, citizen, Percentile99(quiet));
    }

    /// <summary>Lets an attack run, with one round trip of the citizen after the other; then looks at the slowest.</summary>
    public async Task SufferAsync(Task attack)
    {
        var times = new List<TimeSpan>();
        do times.Add(await RoundTripAsync(_citizen));
        while (!attack.IsCompleted || times.Count < QuietRoundTrips);
        await attack;
        var worst = Percentile99(times);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{times.Count} round trips, p99 {worst.TotalMilliseconds:0.00} ms; quiet {_quiet.TotalMilliseconds:0.00} ms; ratio {worst / _quiet:0.0}");
        Assert.True(worst < LatencyMax, $"the 99th percentile of the others' round trips was {worst.TotalMilliseconds} ms");
    }

    public async Task SufferAsync(Func<Task> attack) => await SufferAsync(attack());

    /// <summary>One round trip: whatever the broker had in hand has had its turn.</summary>
    public Task BreatheAsync() => RoundTripAsync(_citizen);

    /// <summary>The heap holds no more than a bound above what it held before.</summary>
    public void AssertGrownBelow(long bytes)
    {
        var grown = GrownBytes;
        TestContext.Current.TestOutputHelper?.WriteLine($"heap grown by {grown / 1024} KiB, at most {bytes / 1024} allowed");
        Assert.True(grown < bytes, $"the heap grew by {grown} bytes, {bytes} are allowed");
    }

    /// <summary>Nobody is left but the citizen, and nothing of what the attackers held.</summary>
    public Task UntilFreedAsync() => Server.UntilAsync(status => status is
    {
        Connections: 1, ClientsConnected: 1, Sessions: 1, Subscriptions: 1, RetainedMessages: 0, QueuedMessages: 0,
    });

    public async ValueTask DisposeAsync()
    {
        await _citizen.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static async Task<TimeSpan> RoundTripAsync(RawPeer citizen)
    {
        var start = Stopwatch.GetTimestamp();
        await citizen.SendAsync(Octets.Publish("round/trip", [], ProtocolVersion.V5));
        await citizen.ReadAsync(PacketType.Publish);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Percentile99(List<TimeSpan> times) => times.Order().ElementAt((times.Count - 1) * 99 / 100);

    private static long HeapBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
