using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Crash.Clients;

/// <summary>Publishes as fast as the broker acknowledges; each message has a number.</summary>
internal sealed class Publisher(World world, ClientSettings client, PublisherPlan plan) : IRole
{
    private const int InflightMax = 20;
    private readonly Outgoing _outgoing = new(world.History, client.Name, client.Version, InflightMax);
    private int _chapterClosed;
    private volatile int _settledStep = -1;

    public bool IsSettled => _settledStep == world.Step;

    public void OnConnected(Link link) => _outgoing.OnConnected(link);

    public void Forget() => _outgoing.Forget();

    public void OnPacket(Link link, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type is not (PacketType.PubAck or PacketType.PubRec or PacketType.PubComp))
            throw new ProtocolException($"the broker sent {header.Type} to a publisher");
        _outgoing.OnAnswer(link, Packets.ReadAnswer(header, body, client.Version));
    }

    public void Work(Link link)
    {
        var step = world.Step;
        var phase = world.Phase;
        while (phase == Phase.Load && _outgoing.HasRoom) Send(link, plan.Random.Next(plan.Topics.Length));
        if (phase == Phase.Close && _chapterClosed != world.Chapter && _outgoing.IsIdle)
        {
            _chapterClosed = world.Chapter;
            for (var topic = 0; topic < plan.Topics.Length; topic++) Send(link, topic);
        }

        _settledStep = _outgoing.IsIdle && phase != Phase.Load ? step : -1;
    }

    private void Send(Link link, int topic)
    {
        var isEmpty = plan.Retain && plan.Random.Next(100) < 30;
        var fillerBytes = plan.Random.Next(100) == 0 ? plan.Random.Next(20_000) : plan.Random.Next(100);
        var message = world.History.Compose(client.Name, plan.Topics[topic], plan.QoS, fillerBytes, plan.Retain, isEmpty);
        _outgoing.Send(link, message);
    }
}

/// <summary>What a publisher publishes.</summary>
internal sealed record PublisherPlan(QoS QoS, string[] Topics, Random Random)
{
    /// <summary>Values are retained, and topics sometimes cleared.</summary>
    public bool Retain { get; init; }
}
