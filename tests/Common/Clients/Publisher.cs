using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Tests.Common.Clients;

/// <summary>Publishes as fast as the broker acknowledges; each message has a number.</summary>
internal sealed class Publisher(Course course, ClientSettings client, PublisherPlan plan) : IRole
{
    private readonly Outgoing _outgoing = new(course.History, client.Name, client.Version, plan.InflightMax);
    private int _chapterClosed;
    private volatile int _settledStep = -1;

    public bool IsSettled => _settledStep == course.Step;

    public void OnConnected(IBufferWriter<byte> output) => _outgoing.OnConnected(output);

    public void Forget() => _outgoing.Forget();

    public void OnPacket(IBufferWriter<byte> output, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type is not (PacketType.PubAck or PacketType.PubRec or PacketType.PubComp))
            throw new ProtocolException($"the broker sent {header.Type} to a publisher");
        _outgoing.OnAnswer(output, Packets.ReadAnswer(header, body, client.Version));
    }

    public void Work(IBufferWriter<byte> output)
    {
        var step = course.Step;
        var phase = course.Phase;
        while (phase == Phase.Load && _outgoing.HasRoom) Send(output, plan.Random.Next(plan.Topics.Length));
        if (phase == Phase.Close && _chapterClosed != course.Chapter && _outgoing.IsIdle)
        {
            _chapterClosed = course.Chapter;
            for (var topic = 0; topic < plan.Topics.Length; topic++) Send(output, topic);
        }

        _settledStep = _outgoing.IsIdle && phase != Phase.Load ? step : -1;
    }

    private void Send(IBufferWriter<byte> output, int topic)
    {
        var isEmpty = plan.Retain && plan.Random.Next(100) < 30;
        var fillerBytes = plan.Random.Next(100) == 0 ? plan.Random.Next(20_000) : plan.Random.Next(100);
        var message = course.History.Compose(client.Name, plan.Topics[topic], plan.QoS, fillerBytes, plan.Retain, isEmpty);
        _outgoing.Send(output, message);
    }
}

/// <summary>What a publisher publishes.</summary>
internal sealed record PublisherPlan(QoS QoS, string[] Topics, Random Random)
{
    /// <summary>Messages that may be on their way at once.</summary>
    public int InflightMax { get; init; } = 20;

    /// <summary>Values are retained, and topics sometimes cleared.</summary>
    public bool Retain { get; init; }
}
