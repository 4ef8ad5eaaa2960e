namespace Heliograph.Broker.Tests;

/// <summary>Many threads on one broker: connects, takeovers, subscriptions, publishes, losses, and what is left at the end.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 4, Rounds = 150, Ids = 6;

    [Fact]
    public async Task Clients_that_take_each_other_over_leave_nothing_behind()
    {
        var broker = new TestBroker(TestBroker.Quiet with { QueuedMessagesMax = 50 });
        using var stop = new CancellationTokenSource();
        var ticking = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) broker.Engine.Tick(broker.Now);
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() => Live(broker, thread), TestContext.Current.CancellationToken)));
        await stop.CancelAsync();
        await ticking;
        Assert.Null(StatusWalk.Difference(broker.Engine));

        // Every id answers as if nothing had happened, whoever held it last.
        for (var id = 0; id < Ids; id++)
        {
            var client = broker.Connect($"c{id}");
            client.Subscribe("proof", QoS.AtLeastOnce);
            client.Next(PacketType.SubAck);
            client.Publish("proof", $"{id}", QoS.AtLeastOnce, 1);
            Assert.Equal($"{id}", client.Next(PacketType.Publish).Text);
            client.Next(PacketType.PubAck);
            client.Disconnect();
            client.Lose();
        }

        var status = broker.Engine.Status();
        Assert.Equal((0, 0, 0), (status.Connections, status.Sessions, status.Subscriptions));
        Assert.Equal((0L, 0L), (status.QueuedMessages, status.QueuedBytes));
    }

    private static void Live(TestBroker broker, int thread)
    {
        var random = new Random(thread);
        for (var round = 0; round < Rounds; round++)
        {
            var client = broker.Open();
            var persists = random.Next(2) == 0;
            client.Connect((persists ? ConnectFields.Persistent : new()) with
            {
                ClientId = $"c{random.Next(Ids)}",
                CleanStart = random.Next(3) == 0,
                Will = random.Next(3) == 0 ? new("t/will", "gone", QoS.AtLeastOnce) : null,
            });
            for (var step = 0; step < 12 && !client.IsClosed; step++)
            {
                switch (random.Next(6))
                {
                    case 0: client.Subscribe([$"t/{random.Next(4)}", "t/#"], new(QoS.ExactlyOnce)); break;
                    case 1: client.Subscribe("$share/g/t/+", QoS.AtLeastOnce); break;
                    case 2: client.Unsubscribe("t/#", "$share/g/t/+"); break;
                    default: client.Publish($"t/{random.Next(4)}", $"{thread}-{round}-{step}", QoS.AtLeastOnce, (ushort)(step + 1)); break;
                }
            }

            if (random.Next(2) == 0 && !client.IsClosed) client.Disconnect();
            client.Lose();
        }
    }
}
