using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>Subscribes and unsubscribes all the time; each SUBACK and UNSUBACK is awaited before the next change.</summary>
internal sealed class Changer(
    Course course, ClientSettings client, Inbox inbox, QoS qos, string[] filters, Random random) : IRole
{
    private readonly Incoming _incoming = new(course.History, inbox, client.Version);
    private readonly Requests _requests = new(course.History, inbox, client.Version);
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
        if (course.Phase == Phase.Load)
        {
            foreach (var filter in filters) Change(output, filter);
        }

        _incoming.Answer(output);
        _settledStep = _requests.PendingCount == 0 ? step : -1;
    }

    // A subscription that the broker has lost would catch nothing: it is kept, and is missing something in the end.
    private void Change(IBufferWriter<byte> output, string filter)
    {
        if (_requests.IsChanging(filter)) return;
        if (_requests.Held.Find(interest => interest.Filter == filter) is not { } held)
            _requests.Subscribe(output, "", filter, qos);
        else if (held.HasCaught && random.Next(5) == 0)
            _requests.Unsubscribe(output, held);
    }
}
