using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Heliograph.Conformance.Client;
using Heliograph.DropIn.Scripts;
using Heliograph.Mqtt;

namespace Heliograph.DropIn.Running;

/// <summary>A reader of the log who reads no further than the start holds up neither the broker's clients nor its stop.</summary>
public sealed class UnreadLogTests
{
    [Fact]
    public async Task With_a_full_pipe_for_a_log_it_serves_stops_with_status_0_and_keeps_its_state()
    {
        var folder = Directory.CreateTempSubdirectory("heliograph-dropin-").FullName;
        try
        {
            var port = FreePorts.Next();
            await File.WriteAllLinesAsync(
                Path.Combine(folder, "mosquitto.conf"),
                [$"listener {port} 127.0.0.1", "allow_anonymous true", "persistence true", $"persistence_location {folder}/"], TestContext.Current.CancellationToken);
            using (var process = Start(folder))
            {
                await using var client = await ConnectAsync(process, port);
                Assert.Equal("CONNACK 0x00", PacketText.Of((await client.NextAsync())!));
                await client.SendAsync(Subscribe(client));
                await client.SettleAsync();
                // More lines than a pipe and the queue before it hold.
                for (var i = 0; i < 3_000; i++) await client.SendAsync(new Publish($"t/{i}", "x") { QoS = 0 }.Encode(client.Version));
                await client.SettleAsync();
                var stopped = Stopwatch.StartNew();
                Assert.Equal(0, await TerminateAsync(process));
                Assert.True(stopped.Elapsed < TimeSpan.FromSeconds(10), $"it took {stopped.Elapsed}");
            }

            Assert.True(File.Exists(Path.Combine(folder, "mosquitto.db")), "the persistence file is there");
            using var again = Start(folder);
            await using var back = await ConnectAsync(again, port);
            Assert.Equal("CONNACK 0x00 session-present", PacketText.Of((await back.NextAsync())!));
            Assert.Equal(0, await TerminateAsync(again));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Subscribe(Client client) => Packets.Subscribe(client, new("sub s t/#:1"));

    private static Process Start(string folder)
    {
        var tool = Checkout.Program.With("mosquitto", "-v", "-c", "mosquitto.conf");
        return Process.Start(new ProcessStartInfo(tool.Path, tool.Arguments) { RedirectStandardError = true, WorkingDirectory = folder })!;
    }

    // Reads its log as far as that it runs.
    private static async Task<Client> ConnectAsync(Process process, int port)
    {
        string? line;
        do line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().BoundedAsync();
        while (line is not null && !line.EndsWith(" running", StringComparison.Ordinal));
        Assert.NotNull(line);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var client = new Client(new NetworkStream(socket, ownsSocket: true), ProtocolVersion.V311);
        await client.SendAsync(new Connect(ProtocolVersion.V311) { ClientId = "lasting", Clean = false }.Encode());
        return client;
    }

    private static async Task<int> TerminateAsync(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
        return process.ExitCode;
    }
}
