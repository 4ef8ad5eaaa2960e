using System.Net;
using System.Net.Sockets;
using Heliograph.Conformance.Client;
using Heliograph.DropIn.Scripts;
using Heliograph.Mqtt;

namespace Heliograph.DropIn.Running;

/// <summary>What <c>memory_limit</c> does to a broker of its own process: a limit of the heap would be one of the tests', too.</summary>
public sealed class MemoryLimitTests
{
    private const int Messages = 5_000, Bytes = 20_000;

    [Theory]
    [InlineData("memory_limit 100000000", true)]
    [InlineData("memory_limit 0", false)]
    public async Task Near_the_limit_nothing_more_is_kept_and_the_broker_goes_on(string line, bool isRefused)
    {
        var files = Directory.CreateTempSubdirectory("heliograph-dropin-");
        try
        {
            await File.WriteAllLinesAsync(Path.Combine(files.FullName, Stage.ConfigurationFile), ["listener {port} 127.0.0.1", "allow_anonymous true", line], TestContext.Current.CancellationToken);
            using var stage = new Stage(files.FullName);
            using var broker = new BrokerProcess(BrokerKind.Heliograph, stage, ["-c", Stage.ConfigurationFile]);
            var socket = await broker.ConnectAsync(() => new(SocketType.Stream, ProtocolType.Tcp), new IPEndPoint(IPAddress.Loopback, stage.Port("port")));
            await using var client = new Client(new NetworkStream(socket, ownsSocket: true), ProtocolVersion.V5);
            await client.SendAsync(new Connect(ProtocolVersion.V5).Encode());
            Assert.Equal(PacketType.ConnAck, (await client.NextAsync())!.Type);
            var codes = new List<int>();
            while (codes.Count < Messages && !codes.Contains((int)ReasonCode.QuotaExceeded)) codes.Add(await KeepAsync(client, $"t/{codes.Count}"));
            Assert.Equal(isRefused, codes.Contains((int)ReasonCode.QuotaExceeded));
            Assert.InRange(codes.Count, 1_000, Messages);
            await client.SettleAsync();
            Assert.False(client.IsClosed);
            Assert.Equal(0, await broker.StopAsync());
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static async Task<int> KeepAsync(Client client, string topic)
    {
        await client.SendAsync(new Publish(topic, new string('x', Bytes)) { QoS = 1, Retain = true, PacketId = client.NextPacketId() }.Encode(client.Version));
        return (await client.NextAsync())!.Code;
    }
}
