using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Simulation.Clients;
using Heliograph.Simulation.Model;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Scenarios;

/// <summary>What clients do, at random: everything the standard lets them do.</summary>
public sealed class Workload(SimWorld world, SeededRandom random, Scenario scenario)
{
    private static readonly string[] Topics = ["t/a", "t/b", "t/c", "s/a", "s", "t"];

    private static readonly string[] Ordinary = ["t/a", "t/b", "t/+", "t/#", "#", "+/a", "s/a", "s/#", "+", "w/+"];

    // A client's shared filters overlap with nothing else of its own: what it got would not tell why it got it.
    private static readonly string[] OfGroupG = ["$share/g/t/+", "$share/g/s/#", "w/+", "t"];
    private static readonly string[] OfGroupH = ["$share/h/t/a", "t/b", "s/a", "s/#", "w/+"];

    private int _lastKey;

    public void ActFor(SimClient client)
    {
        if (client.Connection is null)
        {
            if (random.Chance(50)) world.Connect(client, NewConnect(client));
            return;
        }

        if (random.Chance(1))
        {
            world.Connect(client, NewConnect(client)); // without a word on the old connection: a takeover
            return;
        }

        if (!client.IsConnected) return;
        switch (random.Next(20))
        {
            case 0: Disconnect(client); break;
            case 1: client.Ping(); break;
            case 2: if (client.HasFreePacketId) client.Unsubscribe(random.Pick(FiltersOf(client))); break;
            case 3 or 4 or 5: if (client.HasFreePacketId) Subscribe(client); break;
            default: if (client.HasFreePacketId) client.Publish(NewPublish(client)); break;
        }
    }

    private ConnectFields NewConnect(SimClient client)
    {
        var version = client.Asked is { } last && (KeepsVersion(client) || random.Chance(80))
            ? last.Version
            : random.Pick([ProtocolVersion.V31, ProtocolVersion.V311, ProtocolVersion.V311, ProtocolVersion.V5, ProtocolVersion.V5, ProtocolVersion.V5]);
        var isV5 = version == ProtocolVersion.V5;
        var clean = random.Chance(20);
        var expiry = isV5 ? random.Pick([0u, 2u, 10u, 60u, 1_000u, uint.MaxValue]) : clean ? 0 : uint.MaxValue;
        return new(version, client.Id, clean, expiry, random.Pick<ushort>([0, 0, 0, 2, 5, 60]))
        {
            ReceiveMaximum = isV5 ? random.Pick([ushort.MaxValue, ushort.MaxValue, 1, 2, 5]) : ushort.MaxValue,
            PacketBytesMax = isV5 && random.Chance(15) ? 220 : uint.MaxValue,
            TopicAliasMaximum = isV5 ? random.Pick([0, 1, 3, 20]) : 0,
            Will = scenario.HasWills && random.Chance(40) ? NewWill(client, isV5) : null,
        };
    }

    private ModelWill NewWill(SimClient client, bool isV5) => new(
        $"w/{client.Id}", MessageKey.Payload($"w{++_lastKey}", random.Next(20)), (QoS)random.Next(3), random.Chance(30),
        isV5 ? random.Pick([0u, 0u, 1u, 3u, 30u]) : 0);

    private void Disconnect(SimClient client)
    {
        if (client.Asked!.Version != ProtocolVersion.V5)
        {
            client.Disconnect(ReasonCode.Success, null);
            return;
        }

        uint? expiry = client.Asked.ExpirySeconds > 0 && random.Chance(30) ? random.Pick([0u, 1u, 20u]) : null;
        client.Disconnect(random.Chance(30) ? ReasonCode.DisconnectWithWill : ReasonCode.Success, expiry);
    }

    private void Subscribe(SimClient client)
    {
        var filters = new List<(string, SubscriptionOptions)>();
        for (var i = random.Between(1, 3); i > 0; i--)
        {
            var filter = random.Pick(FiltersOf(client));
            if (filters.Exists(one => one.Item1 == filter)) continue;
            var isShared = filter[0] == '$';
            filters.Add((filter, new(
                isShared && random.Chance(90) ? (QoS)random.Between(1, 2) : (QoS)random.Next(3), !isShared && random.Chance(20), random.Chance(30),
                (RetainHandling)random.Next(3))));
        }

        client.Subscribe(filters, random.Chance(50) ? (uint)random.Between(1, 300) : null);
    }

    private static string[] FiltersOf(SimClient client) => (client.Id[^1] % 4) switch
    {
        0 => OfGroupG,
        1 => OfGroupH,
        _ => Ordinary,
    };

    // A message that is sent again in another version loses its expiry; so whoever changes versions sets none.
    private static bool KeepsVersion(SimClient client) => client.Id[^1] % 3 != 0;

    private OutgoingPublish NewPublish(SimClient client)
    {
        var topic = random.Pick(Topics);
        var qos = (QoS)random.Next(3);
        if (random.Chance(4)) return new() { Key = $"clear:{topic}", Topic = topic, Payload = [], QoS = qos, Retain = true };
        var key = $"m{++_lastKey}";
        var padding = random.Next(20) switch
        {
            0 => random.Between(4_000, 9_000),
            1 or 2 => random.Between(100, 300),
            _ => random.Next(30),
        };
        return new()
        {
            Key = key,
            Topic = topic,
            Payload = MessageKey.Payload(key, padding),
            QoS = qos,
            Retain = random.Chance(15),
            ExpirySeconds = client.Asked!.IsV5 && KeepsVersion(client) && random.Chance(15) ? random.Pick([1u, 3u, 10u, 100u]) : null,
        };
    }
}
