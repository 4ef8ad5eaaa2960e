using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

/// <summary>
/// One scenario's corner of the broker: topics and client ids of its own, and the connections it opened.
/// </summary>
public sealed class Stage(RunningBroker broker, ClientLibrary library, MqttVersion version) : IAsyncDisposable
{
    // Short, since a client id of 3.1 has at most 23 bytes.
    private readonly string _name = Guid.NewGuid().ToString("N")[..12];
    private readonly List<IClientConnection> _connections = [];

    public string Topic(string name) => $"{_name}/{name}";

    public string ClientId(string name) => $"{name}-{_name}";

    /// <summary>A request with the right credentials.</summary>
    public ConnectRequest Request(string clientName) => new(version, broker.Port, ClientId(clientName))
    {
        User = RunningBroker.User,
        Password = RunningBroker.Password,
    };

    /// <summary>A request for a session that outlives its connection.</summary>
    public ConnectRequest PersistentRequest(string clientName) =>
        Request(clientName) with { Clean = false, SessionExpirySeconds = 300 };

    /// <summary>A connection that has not been made yet.</summary>
    public async Task<IClientConnection> OpenAsync()
    {
        IClientConnection connection = library switch
        {
            ClientLibrary.MosquittoTools => new MosquittoToolsConnection(),
            ClientLibrary.MqttNet => new MqttNetConnection(),
            _ => await DriverConnection.StartAsync(library),
        };
        _connections.Add(connection);
        return connection;
    }

    /// <summary>
    /// A connection that the broker has accepted, with each subscription granted as it was asked for.
    /// </summary>
    public async Task<IClientConnection> ConnectAsync(
        ConnectRequest request, params IReadOnlyList<Subscription> subscriptions)
    {
        var connection = await OpenAsync();
        var answer = await connection.ConnectAsync(request, subscriptions);
        Assert.Equal(0, answer.Reason);
        Assert.Equal(subscriptions.Select(each => each.QoS), answer.Granted);
        return connection;
    }

    public Task<IClientConnection> SubscribeAsync(params IReadOnlyList<Subscription> subscriptions) =>
        ConnectAsync(Request($"s{_connections.Count}"), subscriptions);

    public Task<IClientConnection> PublisherAsync() => ConnectAsync(Request("pub"));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
    }
}
