using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>Subscribes once and for all, and acknowledges what comes.</summary>
internal sealed class Subscriber(Course course, ClientSettings client, Inbox inbox, QoS qos, params string[] filters) : IRole
{
    private readonly Incoming _incoming = new(course.History, inbox, client.Version);
    private readonly Requests _requests = new(course.History, inbox, client.Version);
    private readonly string _prefix = inbox.Group is null ? "" : $"$share/{inbox.Group}/";
    private volatile int _settledStep = -1;

    public bool IsSettled => _settledStep == course.Step;

    public void OnConnected(IBufferWriter<byte> output)
    {
        _incoming.OnConnected();
        _requests.OnConnected(output);
    }

    public void Forget()
    {
        _incoming.Forget();
        _requests.Forget();
    }

    public void OnPacket(IBufferWriter<byte> output, FixedHeader header, ReadOnlySpan<byte> body) =>
        Deliveries.OnPacket(_incoming, _requests, header, body, client.Version);

    public void Work(IBufferWriter<byte> output)
    {
        var step = course.Step;
        if (_requests.Held.Count + _requests.PendingCount == 0)
        {
            foreach (var filter in filters) _requests.Subscribe(output, _prefix, filter, qos);
        }

        _incoming.Answer(output);
        _settledStep = _requests.Held.Count == filters.Length ? step : -1;
    }
}
