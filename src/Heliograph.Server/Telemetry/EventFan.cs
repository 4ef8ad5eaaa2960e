using Heliograph.Broker.Events;

namespace Heliograph.Server.Telemetry;

/// <summary>Tells several listeners of each event, one after the other.</summary>
internal sealed class EventFan(IReadOnlyList<IEventSink> sinks) : IEventSink
{
    public void OnEvent(BrokerEvent happened)
    {
        foreach (var sink in sinks) sink.OnEvent(happened);
    }
}
