using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Simulation.Clients;
using Heliograph.Simulation.Model;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Scenes;

/// <summary>A small world that a test directs by hand; the checkers watch it as they watch a seeded run.</summary>
public sealed class Scene(BrokerOptions? options = null)
{
    private readonly List<SimClient> _clients = [];
    private int _lastKey;

    public SimWorld World { get; } = new((options ?? new()) with { SysInterval = TimeSpan.Zero }, new(7), new(0));

    /// <summary>Opens a connection with a session that lasts, and waits for CONNACK if the journal allows it.</summary>
    public SimClient Connect(string clientId, ProtocolVersion version = ProtocolVersion.V5, ModelWill? will = null) => Connect(
        new(version, clientId, false, version == ProtocolVersion.V5 ? 1_000 : uint.MaxValue, 0) { Will = will });

    /// <summary>The same with all that a CONNECT may ask for.</summary>
    public SimClient Connect(ConnectFields fields)
    {
        var client = _clients.Find(one => one.Id == fields.ClientId);
        if (client is null) _clients.Add(client = new(fields.ClientId));
        World.Connect(client, fields);
        Run();
        return client;
    }

    /// <summary>Publishes a message of its own.</summary>
    /// <returns>How it is known again.</returns>
    public string Publish(SimClient client, string topic, QoS qos)
    {
        var key = $"m{++_lastKey}";
        client.Publish(new() { Key = key, Topic = topic, Payload = MessageKey.Payload(key, 0), QoS = qos });
        Run();
        return key;
    }

    public void Subscribe(SimClient client, string filter, QoS qos)
    {
        client.Subscribe([(filter, new(qos))], null);
        Run();
    }

    /// <summary>The network cuts a client off, and both ends know.</summary>
    public void Lose(SimClient client)
    {
        var connection = client.Connection!;
        connection.Cut();
        World.Report(connection);
        Run();
    }

    /// <summary>The journal becomes durable, and what waited for it flows.</summary>
    public void MakeDurable()
    {
        World.MakeDurable(World.Journal.Last.Value);
        Run();
    }

    /// <summary>Everything flows, again and again, until the journal has it all.</summary>
    public void Settle()
    {
        for (var round = 0; round < 20; round++)
        {
            World.Advance(100);
            MakeDurable();
        }
    }

    /// <summary>Moves all bytes that may move, without touching clock or journal; answers of clients that hold them stay.</summary>
    public void Run(params SimClient[] silent)
    {
        for (var round = 0; round < 8; round++)
        {
            foreach (var client in _clients)
            {
                if (client.IsConnected && !silent.Contains(client)) client.SendAllAnswers();
            }

            foreach (var connection in World.Connections) connection.Up.MoveTo(connection.Input, connection.Up.Length);
            World.Handle([.. World.Connections.Where(one => one.Input.Length > 0)]);
            foreach (var connection in World.Connections)
            {
                if (connection.Engine.PendingAuthentication is not null) World.Authenticate(connection);
                while (connection.WantsFlush) World.Drain(connection);
                if (connection.OwesWritten) World.OnWritten(connection);
                connection.Down.MoveTo(connection.Arrived, connection.Down.Length);
                connection.Client.Receive(connection, connection.Arrived);
            }
        }
    }
}
