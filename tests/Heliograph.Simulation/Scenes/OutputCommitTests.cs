using Heliograph.Mqtt;
using Heliograph.Simulation.Model;

namespace Heliograph.Simulation.Scenes;

/// <summary>Law L2: nothing that depends on a state change leaves before that change is durable.</summary>
public sealed class OutputCommitTests
{
    private readonly Scene _scene = new();

    [Fact]
    public void Connack_of_a_lasting_session_waits_for_the_journal()
    {
        var client = _scene.Connect("client");
        Assert.False(client.IsConnected);
        _scene.MakeDurable();
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Connack_of_a_session_that_does_not_last_waits_until_the_one_before_it_has_ended_durably(bool cleanStart)
    {
        var client = _scene.Connect("client");
        _scene.Settle();
        var connection = client.Connection!;
        client.Disconnect(ReasonCode.Success, cleanStart ? null : 0);
        _scene.Run();
        if (!connection.IsReported) _scene.World.Report(connection);
        client = _scene.Connect(new ConnectFields(ProtocolVersion.V5, "client", cleanStart, 0, 0));
        Assert.False(client.IsConnected);
        _scene.MakeDurable();
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData(QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce)]
    public void Acknowledgement_and_delivery_wait_for_the_journal(QoS qos)
    {
        var (publisher, subscriber) = TwoClients();
        var key = _scene.Publish(publisher, "t", qos);
        Assert.Equal(1, publisher.OutgoingCount);
        Assert.Empty(subscriber.Received);
        _scene.Settle();
        Assert.Equal(0, publisher.OutgoingCount);
        Assert.Equal([key], subscriber.Received);
    }

    [Fact]
    public void One_durable_moment_commits_a_whole_group()
    {
        var (publisher, subscriber) = TwoClients();
        var other = _scene.Connect("other");
        _scene.Settle();
        string[] keys = [_scene.Publish(publisher, "t", QoS.AtLeastOnce), _scene.Publish(other, "t", QoS.AtLeastOnce),
            _scene.Publish(publisher, "t", QoS.AtLeastOnce)];
        Assert.Equal((2, 1), (publisher.OutgoingCount, other.OutgoingCount));
        _scene.MakeDurable();
        Assert.Equal((0, 0), (publisher.OutgoingCount, other.OutgoingCount));
        Assert.Equal(keys, subscriber.Received);
    }

    [Fact]
    public void Qos_0_between_connected_clients_never_waits()
    {
        var (publisher, subscriber) = TwoClients();
        var key = _scene.Publish(publisher, "t", QoS.AtMostOnce);
        Assert.Equal([key], subscriber.Received);
    }

    [Fact]
    public void Suback_waits_for_the_journal()
    {
        var client = _scene.Connect("client");
        _scene.Settle();
        _scene.Subscribe(client, "t", QoS.AtLeastOnce);
        Assert.Equal(1, client.RequestCount);
        _scene.MakeDurable();
        Assert.Equal(0, client.RequestCount);
    }

    [Fact]
    public void Takeover_of_a_session_that_is_not_durable_yet_loses_nothing()
    {
        var (publisher, _) = TwoClients();
        var key = _scene.Publish(publisher, "t", QoS.ExactlyOnce);
        var subscriber = _scene.Connect("subscriber"); // the same client id, on a new connection
        Assert.False(subscriber.IsConnected);
        _scene.Settle();
        Assert.Equal([key], subscriber.Received);
        Assert.Equal(0, publisher.OutgoingCount);
    }

    private (Clients.SimClient Publisher, Clients.SimClient Subscriber) TwoClients()
    {
        var publisher = _scene.Connect("publisher");
        var subscriber = _scene.Connect("subscriber");
        _scene.Settle();
        _scene.Subscribe(subscriber, "t", QoS.ExactlyOnce);
        _scene.Settle();
        return (publisher, subscriber);
    }
}
