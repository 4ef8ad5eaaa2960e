using System.Net;
using System.Net.Sockets;
using Heliograph.Mqtt;
using Heliograph.Server.Mosquitto;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>A broker on a mosquitto.conf, over real sockets.</summary>
public sealed class MosquittoServerTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly ConfFolder _folder = new();
    private readonly int _port = ConfFolder.FreePort();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_file_this_machine_alone_may_connect_and_needs_no_name()
    {
        await using var server = await _folder.StartAsync(new MosquittoCommandLine(null, [_port, _port], IsVerbose: true));
        Assert.All(server.Endpoints, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address)));
        Assert.Equal([0x20, 2, 0, 0], await ConnectAsync("c1"));
        await server.DisposeAsync();
        Assert.Matches(@"(?m)^\d{10}: New client connected from 127\.0\.0\.1:\d+ as c1 \(p2, c1, k0\)\.$", _folder.Log.ToString());
        Assert.Matches(@"(?m)^\d{10}: .*mosquitto version \S+ terminating$", _folder.Log.ToString());
    }

    [Fact]
    public async Task Who_cannot_prove_who_they_are_gets_the_codes_of_Mosquitto()
    {
        await using var server = await _folder.StartAsync($"listener {_port} 127.0.0.1");
        Assert.Equal([0x20, 2, 0, 5], await ConnectAsync("a"));
        Assert.Equal([0x20, 3, 0, 0x87, 0], await ConnectAsync("a", ProtocolVersion.V5));
    }

    [Fact]
    public async Task Acceptance_in_5_announces_what_Mosquitto_does_in_its_order()
    {
        await using var server = await _folder.StartAsync($"listener {_port} 127.0.0.1", "allow_anonymous true");
        Assert.Equal(
            [0x20, 14, 0, 0, 11, 0x22, 0, 10, 0x27, 0, 0x1E, 0x84, 0x80, 0x21, 0, 20], await ConnectAsync("a", ProtocolVersion.V5));
    }

    [Fact]
    public async Task A_port_of_the_command_line_is_there_besides_the_listeners_and_the_same_one_only_once()
    {
        var other = ConfFolder.FreePort();
        _folder.Write($"listener {_port} 127.0.0.1");
        await using var server = await _folder.StartAsync(_folder.Command(other));
        Assert.Equal([_port, other], server.Endpoints.Select(endpoint => endpoint.Port));
        await server.DisposeAsync();
        await using var again = await _folder.StartAsync(_folder.Command(_port));
        Assert.Equal([_port], again.Endpoints.Select(endpoint => endpoint.Port));
    }

    [Fact]
    public async Task Rights_change_when_it_is_told_to_read_its_files_again_and_an_error_changes_nothing()
    {
        await using var server = await _folder.StartAsync($"listener {_port} 127.0.0.1", "allow_anonymous true");
        Assert.Equal([0x20, 2, 0, 0], await ConnectAsync("a"));
        _folder.Write($"listener {_port} 127.0.0.1", "allow_anonymous false");
        server.Reload();
        Assert.Equal([0x20, 2, 0, 5], await ConnectAsync("a"));
        _folder.Write($"listener {_port} 127.0.0.1", "allow_anonymous perhaps");
        server.Reload();
        Assert.Equal([0x20, 2, 0, 5], await ConnectAsync("a"));
        _folder.Write(); // half written: without a listener everybody of this machine would be let in
        server.Reload();
        Assert.Equal([0x20, 2, 0, 5], await ConnectAsync("a"));
    }

    [Fact]
    public async Task Each_listener_has_its_own_rights_where_the_file_says_so()
    {
        var other = ConfFolder.FreePort();
        await using var server = await _folder.StartAsync(
            "per_listener_settings true", $"listener {_port} 127.0.0.1", "allow_anonymous true", $"listener {other} 127.0.0.1", "clientid_prefixes a");
        Assert.Equal([0x20, 2, 0, 0], await ConnectAsync("a"));
        Assert.Equal([0x20, 2, 0, 5], await ConnectAsync("b"));
        Assert.Equal([0x20, 2, 0, 5], await ConnectAsync("a", port: other));
    }

    [Fact]
    public async Task State_outlasts_a_restart_and_the_persistence_file_is_there_after_a_stop()
    {
        string[] lines = [$"listener {_port} 127.0.0.1", "allow_anonymous true", "persistence true", $"persistence_location {_folder.Root}/", "persistence_file my.db"];
        File.WriteAllText(_folder.At("my.db"), "what Mosquitto wrote");
        await using (var server = await _folder.StartAsync(lines))
        {
            Assert.Equal([0x20, 2, 0, 0], await ConnectAsync("lasting", expirySeconds: 1));
            Assert.Equal("what Mosquitto wrote", File.ReadAllText(_folder.At("my.db.mosquitto")));
        }

        Assert.StartsWith("heliograph", File.ReadAllText(_folder.At("my.db")), StringComparison.Ordinal);
        await using var again = await _folder.StartAsync(lines);
        Assert.Equal([0x20, 2, 1, 0], await ConnectAsync("lasting", expirySeconds: 1));
    }

    [Fact]
    public async Task Readers_of_the_log_who_do_not_read_hold_nobody_up()
    {
        using var stuck = new StuckWriter();
        _folder.Write($"listener {_port} 127.0.0.1", "allow_anonymous true", "log_type all");
        await using var server = await MosquittoServer.StartAsync(_folder.Command() with { IsVerbose = true }, stuck, stuck, Stop);
        Assert.Equal([0x20, 2, 0, 0], await ConnectAsync("a"));
    }

    private async Task<byte[]> ConnectAsync(string clientId, ProtocolVersion version = ProtocolVersion.V311, uint expirySeconds = 0, int? port = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port ?? _port, Stop);
        var stream = client.GetStream();
        await stream.WriteAsync(Octets.Connect(clientId, version, expirySeconds: expirySeconds), Stop);
        var answer = new byte[256];
        var length = await stream.ReadAsync(answer, Stop);
        if (length > 3 && answer[3] == 0) await stream.WriteAsync(Octets.Disconnect, Stop);
        return answer[..length];
    }

    // A pipe that is full: whoever writes waits until the test is over.
    private sealed class StuckWriter : StringWriter
    {
        private readonly ManualResetEventSlim _read = new();

        public override void Write(string? value) => _read.Wait(Stop);

        protected override void Dispose(bool disposing)
        {
            _read.Set();
            base.Dispose(disposing);
        }
    }
}
