using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Security;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Hostile;

/// <summary>Clients that are hostile before they are let in.</summary>
[Collection(nameof(Alone))]
public sealed class ConnectingTests
{
    private const long MiB = 1 << 20;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Half_a_CONNECT_is_waited_for_no_longer_than_the_limit()
    {
        await using var siege = await Siege.BeginAsync(new() { ConnectTimeout = ConnectTimeout });
        var half = Octets.Connect(new('x', 1_000), ProtocolVersion.V5)[..600];
        await siege.SufferAsync(() => ManyAsync(100, async () =>
        {
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint());
            await peer.SendAsync(half);
            Assert.Empty(await peer.ReadToEndAsync());
        }));
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(8 * MiB);
    }

    [Fact]
    public async Task Byte_after_byte_buys_no_time()
    {
        await using var siege = await Siege.BeginAsync(new() { ConnectTimeout = ConnectTimeout });
        await siege.SufferAsync(() => ManyAsync(20, async () =>
        {
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint());
            var end = peer.ReadToEndAsync(mayReset: true);
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            foreach (var octet in Octets.Connect(new('x', 60_000), ProtocolVersion.V5))
            {
                if (end.IsCompleted) break;
                await peer.SendUntilCutAsync([octet]);
                await beat.WaitForNextTickAsync();
            }

            Assert.Empty(await end);
        }));
        await siege.UntilFreedAsync();
    }

    [Fact]
    public async Task Thousands_of_silent_connections_cost_little_and_are_closed()
    {
        const int count = 3_000;
        await using var siege = await Siege.BeginAsync(new() { ConnectTimeout = TimeSpan.FromSeconds(5) });
        var peers = new List<RawPeer>();
        await siege.SufferAsync(async () =>
        {
            for (var i = 0; i < count; i++) peers.Add(await RawPeer.OpenAsync(siege.Server.EndPoint()));
        });
        await siege.Server.UntilAsync(status => status.Connections > count);
        siege.AssertGrownBelow(count * 32L * 1024);
        await siege.SufferAsync(() => siege.UntilFreedAsync());
        foreach (var peer in peers) await peer.DisposeAsync();
        peers.Clear();
        siege.AssertGrownBelow(16 * MiB);
    }

    [Fact]
    public async Task Floods_of_garbage_end_their_own_connections()
    {
        await using var siege = await Siege.BeginAsync(new() { ConnectTimeout = ConnectTimeout });
        var seed = 0;
        await siege.SufferAsync(() => ManyAsync(200, async () =>
        {
            var garbage = new byte[64_000];
            new Random(Interlocked.Increment(ref seed)).NextBytes(garbage);
            garbage[0] |= 0x80; // what begins like TLS or HTTP is answered in its own language
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint());
            await peer.SendUntilCutAsync(garbage);
            Assert.Empty(await peer.ReadToEndAsync(mayReset: true));
        }));
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(16 * MiB);
    }

    [Fact]
    public async Task Garbage_after_CONNECT_ends_the_session_too()
    {
        await using var siege = await Siege.BeginAsync();
        var seed = 0;
        await siege.SufferAsync(() => ManyAsync(100, async () =>
        {
            var random = new Random(Interlocked.Increment(ref seed));
            var garbage = new byte[64_000];
            random.NextBytes(garbage);
            garbage[0] = garbage[1] = 0; // packet type 0: reserved; and complete, so that nothing more is waited for
            await using var peer = await RawPeer.ConnectAsync(siege.Server.EndPoint(), $"mad-{random.Next()}");
            await peer.SendUntilCutAsync(garbage);
            Assert.Equal(PacketType.Disconnect, (await peer.ReadAsync()).Type);
        }));
        await siege.UntilFreedAsync();
    }

    [Theory]
    [InlineData(ProtocolVersion.V311, 2)]
    [InlineData(ProtocolVersion.V5, (int)ReasonCode.ClientIdentifierNotValid)]
    public async Task Client_ids_of_64_KB_are_refused_and_not_remembered(ProtocolVersion version, int code)
    {
        await using var siege = await Siege.BeginAsync();
        var id = new string('x', 65_000);
        var number = 0;
        await siege.SufferAsync(() => ManyAsync(500, async () =>
        {
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint(), version);
            await peer.SendAsync(Octets.Connect(id + Interlocked.Increment(ref number), version));
            Assert.Equal(code, (int)(await peer.ReadAsync(PacketType.ConnAck)).Code);
        }));
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(16 * MiB); // kept whole, their events alone would be 65 MB
    }

    [Fact]
    public async Task Refused_CONNECTs_keep_none_of_what_they_brought()
    {
        await using var siege = await Siege.BeginAsync(
            new() { ConnectTimeout = TimeSpan.FromMinutes(1) }, options => options with { Authenticator = new OnlyTheCitizen() });
        var number = 0;
        await siege.SufferAsync(() => ManyAsync(200, async () =>
        {
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint());
            await peer.SendAsync(ConnectWithUserProperties($"stranger-{Interlocked.Increment(ref number)}", 380_000));
            Assert.Equal(ReasonCode.BadUserNameOrPassword, (await peer.ReadAsync(PacketType.ConnAck)).Code);
        }));
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(32 * MiB); // their bodies together are 76 MB
    }

    [Fact]
    public async Task Above_the_connect_rate_CONNECTs_are_refused_and_those_inside_go_on()
    {
        const int count = 400;
        await using var siege = await Siege.BeginAsync(new() { ConnectsPerSecondMax = 50 });
        var (accepted, refused, number) = (0, 0, 0);
        await siege.SufferAsync(() => ManyAsync(count, async () =>
        {
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint());
            await peer.SendAsync(Octets.Connect($"many-{Interlocked.Increment(ref number)}", ProtocolVersion.V5));
            var code = (await peer.ReadAsync(PacketType.ConnAck)).Code;
            if (code == ReasonCode.Success) Interlocked.Increment(ref accepted);
            else if (code == ReasonCode.ConnectionRateExceeded) Interlocked.Increment(ref refused);
        }));
        Assert.Equal(count, accepted + refused);
        Assert.InRange(refused, 1, count - 1);
        Assert.Equal(refused, siege.Server.Broker.Counters[Counter.ConnectsRefused]);
        await siege.UntilFreedAsync();
    }

    [Fact]
    public async Task Above_the_number_of_connections_further_ones_are_closed_at_once()
    {
        await using var siege = await Siege.BeginAsync(new() { ConnectionsMax = 5 });
        var inside = new List<RawPeer>();
        for (var i = 0; i < 4; i++) inside.Add(await RawPeer.ConnectAsync(siege.Server.EndPoint(), $"inside-{i}"));
        await siege.SufferAsync(() => ManyAsync(100, async () =>
        {
            await using var peer = await RawPeer.OpenAsync(siege.Server.EndPoint());
            Assert.Empty(await peer.ReadToEndAsync(mayReset: true));
        }));
        foreach (var peer in inside)
        {
            await peer.PingAsync();
            await peer.DisposeAsync();
        }

        await siege.UntilFreedAsync();
    }

    private static Task ManyAsync(int count, Func<Task> one) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (_, _) => await one());

    private static byte[] ConnectWithUserProperties(string clientId, int bytes)
    {
        byte[] property = [0x26, .. Octets.Text(""), .. Octets.Text(new('x', 60_000))];
        var properties = Enumerable.Repeat(property, bytes / property.Length).SelectMany(one => one).ToArray();
        byte[] length = [(byte)(properties.Length | 0x80), (byte)((properties.Length >> 7) | 0x80), (byte)(properties.Length >> 14)];
        return Octets.Packet(0x10, Octets.Text("MQTT"), [5, 2, 0, 0], length, properties, Octets.Text(clientId));
    }

    private sealed class OnlyTheCitizen : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop) =>
            ValueTask.FromResult(request.ClientId == "citizen"
                ? new AuthenticationResult(AuthenticationOutcome.Accepted, null, "the citizen")
                : new AuthenticationResult(AuthenticationOutcome.BadCredentials, null, "a stranger"));
    }
}
