using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Security.Chain;

/// <summary>An issuer of keys or a web service that does not answer costs those who need it their login, and nobody else anything.</summary>
public sealed class SlowBackendTests
{
    private const int WaitingClients = 40;

    [Theory]
    [InlineData("jwt")]
    [InlineData("http")]
    public async Task While_a_backend_hangs_others_log_in_and_work(string link)
    {
        await using var backend = await WebService.StartAsync();
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        backend.Answer = async context => await hangs.Task.WaitAsync(context.RequestAborted);
        await using var instance = await ChainedInstance.StartAsync(
            $"""
            [access]
            authentication = ["password", "{link}"]
            [access.jwt]
            {(link == "jwt" ? $"key_set = \"{backend.Address}\"" : "")}
            [access.http]
            {(link == "http" ? $"url = \"{backend.Address}\"" : "")}
            """,
            users: "bob:secret\n");
        await using var connected = await RawPeer.ConnectAsync(instance.EndPoint, "before", userName: "bob", password: "secret");
        await connected.SubscribeAsync("t", qos: 1);
        var waiting = new List<RawPeer>();
        var token = Issuer.Signed("""{"alg":"RS256","kid":"1"}""", new { sub = "eve", exp = Issuer.In(TimeSpan.FromMinutes(5)) }, _ => new byte[256]);
        for (var i = 0; i < WaitingClients; i++)
        {
            var peer = await RawPeer.OpenAsync(instance.EndPoint);
            await peer.SendAsync(Octets.Connect($"eve {i}", peer.Version, userName: $"eve {i}", password: token));
            waiting.Add(peer);
        }

        await TestServer.UntilAsync(() => !backend.Asked.IsEmpty, () => "the backend was not asked");
        await using (var other = await RawPeer.ConnectAsync(instance.EndPoint, "meanwhile", userName: "bob", password: "secret"))
        {
            await other.PublishAsync("t", [1]);
            await connected.ReadAsync(PacketType.Publish);
        }

        Assert.All(waiting, peer => Assert.Equal(0, peer.Socket.Available)); // all of that happened while they waited
        foreach (var peer in waiting)
        {
            Assert.Equal(ReasonCode.ServerUnavailable, (await peer.ReadAsync()).Code);
            await peer.DisposeAsync();
        }

        hangs.SetResult();
    }
}
