using Heliograph.Broker.Statistics;
using Heliograph.Conformance.Broker;
using Heliograph.Conformance.Client;
using Heliograph.Mqtt;

namespace Heliograph.Conformance;

/// <summary>A broker of its own for each test, started at the first connection, and the connections to it.</summary>
public abstract class ConformanceTests : IAsyncLifetime
{
    private readonly List<RawClient> _clients = [];
    private TestBroker? _broker;

    /// <summary>Set before the first connection.</summary>
    protected BrokerSetup Setup { get; set; } = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        if (_broker is not null) await _broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A TCP connection on which nothing has been sent.</summary>
    protected async Task<RawClient> OpenAsync(ProtocolVersion version)
    {
        _broker ??= await TestBroker.StartAsync(Setup);
        var client = await RawClient.OpenAsync(_broker.Port, version);
        _clients.Add(client);
        return client;
    }

    /// <summary>A connection on which this CONNECT was sent; the answer is the test's to read.</summary>
    protected async Task<RawClient> SendAsync(Connect connect)
    {
        var client = await OpenAsync(connect.Version);
        await client.SendAsync(connect);
        return client;
    }

    /// <summary>An accepted connection.</summary>
    protected async Task<RawClient> ConnectAsync(Connect connect) =>
        await (await OpenAsync(connect.Version)).ConnectAsync(connect);

    /// <summary>An accepted connection of a client with nothing special about it.</summary>
    protected Task<RawClient> ConnectAsync(ProtocolVersion version) => ConnectAsync(new Connect(version));

    /// <summary>An accepted connection with a subscription.</summary>
    protected async Task<RawClient> SubscriberAsync(ProtocolVersion version, string filter, int qos = 0)
    {
        var client = await ConnectAsync(version);
        await client.SubscribeAsync(filter, qos);
        return client;
    }

    /// <summary>What there is in the broker now.</summary>
    protected BrokerStatus Status => _broker!.Status;

    /// <summary>Stops the broker, which tells its clients.</summary>
    protected Task StopAsync() => _broker!.StopAsync();

    /// <summary>Waits until the broker holds this many connections.</summary>
    protected Task WaitForConnectionsAsync(int connections) => _broker!.WaitForConnectionsAsync(connections);

    /// <summary>Sets the broker's clock ahead, where a statement is about time.</summary>
    protected void Pass(double seconds) => _broker!.Pass(TimeSpan.FromSeconds(seconds));
}
