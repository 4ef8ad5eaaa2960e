using Heliograph.Broker.Events;
using Heliograph.Server.Tests.Listeners;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Security.Chain;

/// <summary>Client certificates as user names, by mosquitto_pub over TLS.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("cn", "sensor-1")]
    [InlineData("subject", "CN=sensor-1")]
    [InlineData("san_dns", "sensor-1.example")]
    public async Task A_certificate_says_who_its_client_is_and_what_it_may(string source, string user)
    {
        await using var instance = await StartAsync(source, user);
        Assert.Equal(0, await PublishAsync(instance, "good", $"up/{user}"));
        var happened = instance.Server.Server.Broker.Events.OfClient("good");
        Assert.Equal(user, Assert.Single(happened, one => one.Kind == EventKind.Connected).UserName);
        Assert.DoesNotContain(happened, one => one.Kind == EventKind.Denied);
        Assert.Equal(0, await PublishAsync(instance, "curious", "elsewhere")); // 3.1.1 is not told
        Assert.Contains(instance.Server.Server.Broker.Events.OfClient("curious"), one => one.Kind == EventKind.Denied);
    }

    [Fact]
    public async Task Without_a_certificate_nobody_is_let_in_whatever_name_is_said()
    {
        await using var instance = await StartAsync("cn", "sensor-1");
        Assert.NotEqual(0, await RunAsync(instance, "stranger", "up/sensor-1", "-u", "sensor-1"));
        Assert.Empty(instance.Server.Server.Broker.Events.OfClient("stranger"));
    }

    private async Task<ChainedInstance> StartAsync(string source, string user)
    {
        Write("server", _authority.Issue("localhost"));
        Write("client", _authority.Issue("sensor-1", isForClients: true, names: "sensor-1.example"));
        await File.WriteAllTextAsync(_folder.At("ca.pem"), _authority.Pem, Stop);
        var tls = $"""
            protocol = "mqtt"
            tls_certificate = "{_folder.At("server.pem")}"
            tls_key = "{_folder.At("server.key")}"
            tls_client_certificate = "required"
            tls_client_ca = "{_folder.At("ca.pem")}"
            authentication = ["certificate"]
            """;
        return await ChainedInstance.StartAsync($"{ChainedInstance.Listener("secure", tls)}[access]\ncertificate_user = \"{source}\"\n", acl: $"user {user}\ntopic write up/{user}\n");
    }

    private Task<int> PublishAsync(ChainedInstance instance, string clientId, string topic) =>
        RunAsync(instance, clientId, topic, "-u", "somebody else", "--cert", _folder.At("client.pem"), "--key", _folder.At("client.key"));

    private async Task<int> RunAsync(ChainedInstance instance, string clientId, string topic, params string[] more)
    {
        using var publisher = new ChildProcess(
            Tool.Find("mosquitto_pub", "mosquitto-clients"),
            ["-h", "127.0.0.1", "-p", $"{instance.EndPoint.Port}", "--cafile", _folder.At("ca.pem"), "-i", clientId, "-t", topic, "-m", "20.5", "-q", "1", .. more], _ => { }, _ => { });
        return await publisher.EndedAsync();
    }

    private void Write(string name, (string Certificate, string Key) issued)
    {
        File.WriteAllText(_folder.At($"{name}.pem"), issued.Certificate);
        File.WriteAllText(_folder.At($"{name}.key"), issued.Key);
    }
}
