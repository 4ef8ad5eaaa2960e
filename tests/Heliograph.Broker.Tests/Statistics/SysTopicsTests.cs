namespace Heliograph.Broker.Tests.Statistics;

public sealed class SysTopicsTests
{
    [Fact]
    public void The_broker_tells_about_itself_under_Mosquittos_names_and_repeats_only_what_changed()
    {
        var broker = new TestBroker(new BrokerOptions { SysInterval = TimeSpan.FromSeconds(10) });
        broker.Connect("away", ConnectFields.Persistent).Lose();
        var worker = broker.Connect("worker");
        worker.Publish("t", "12345");
        worker.Subscribe(["$share/g/t", "$share/h/t", "t"], new(QoS.AtMostOnce));
        worker.Unsubscribe("$share/h/t");
        broker.Pass(TimeSpan.FromSeconds(10.2));
        var watcher = broker.Connect("watcher");
        watcher.Subscribe("$SYS/#");
        watcher.Next(PacketType.SubAck);
        var values = Take(watcher);
        Assert.StartsWith("heliograph version ", values["$SYS/broker/version"], StringComparison.Ordinal);
        Assert.Equal("10 seconds", values["$SYS/broker/uptime"]);
        Assert.Equal("2", values["$SYS/broker/clients/total"]);
        Assert.Equal("1", values["$SYS/broker/clients/connected"]);
        Assert.Equal("1", values["$SYS/broker/clients/disconnected"]);
        Assert.Equal("2", values["$SYS/broker/subscriptions/count"]);
        Assert.Equal("1", values["$SYS/broker/shared_subscriptions/count"]);
        Assert.Equal("1", values["$SYS/broker/publish/messages/received"]);
        Assert.Equal("5", values["$SYS/broker/publish/bytes/received"]);

        broker.Pass(TimeSpan.FromSeconds(10.2));
        values = Take(watcher);
        Assert.Equal("2", values["$SYS/broker/clients/connected"]);
        Assert.DoesNotContain("$SYS/broker/version", values.Keys);
        watcher.Subscribe("#");
        Assert.Empty(Take(watcher));
    }

    private static Dictionary<string, string> Take(TestClient client)
    {
        var values = new Dictionary<string, string>();
        while (client.Waiting > 0)
        {
            if (client.TakeNext() is { Type: PacketType.Publish } message) values[message.Topic] = message.Text;
        }

        return values;
    }
}
