using System.Diagnostics.Metrics;
using Heliograph.Broker.Statistics;
using Heliograph.Server.Listeners.Gates;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>What there is in the broker, and what it takes of the machine.</summary>
internal static class StateInstruments
{
    public static void AddTo(Meter meter, HeliographServer server)
    {
        var broker = server.Broker;
        AddStatus("heliograph.connections", "{connection}", "Network connections.", status => status.Connections);
        meter.CreateObservableUpDownCounter("heliograph.listener.connections", () => server.Listeners.All.Select(listener =>
            new Measurement<long>(listener.Connections, Attributes.OfListener(listener.Options.Name))), "{connection}", "Network connections of each listener.");
        meter.CreateObservableCounter("heliograph.listener.refused", () => server.Listeners.All.SelectMany(listener =>
            Enum.GetValues<GateCause>().Select(cause => new Measurement<long>(
                listener.Counts.Refused(cause), Attributes.OfListener(listener.Options.Name), Attributes.OfCause(cause)))),
            "{connection}", "Network connections that a listener turned away before a byte was read, by cause.");
        meter.CreateObservableUpDownCounter("heliograph.listener.handshakes.waiting", () => server.Listeners.All.Select(listener =>
            new Measurement<long>(listener.HandshakesWaiting, Attributes.OfListener(listener.Options.Name))), "{handshake}", "Handshakes of TLS that wait for their turns at each listener.");
        meter.CreateObservableUpDownCounter("heliograph.logins.waiting", () => server.LoginsWaiting, "{login}", "Logins that wait for their verdict because others of their address or user failed.");
        AddStatus("heliograph.clients.connected", "{client}", "Clients that are connected.", status => status.ClientsConnected);
        AddStatus("heliograph.sessions", "{session}", "Sessions, connected or not.", status => status.Sessions);
        AddStatus("heliograph.subscriptions", "{subscription}", "Subscriptions of all sessions.", status => status.Subscriptions);
        AddStatus("heliograph.shared_subscriptions", "{subscription}", "Shared ones among the subscriptions.", status => status.SharedSubscriptions);
        AddStatus("heliograph.retained.messages", "{message}", "Retained messages.", status => status.RetainedMessages);
        AddStatus("heliograph.retained.size", "By", "Bytes of retained messages.", status => status.RetainedBytes);
        AddStatus("heliograph.queue.messages", "{message}", "Messages that wait for a client or are in flight to it, counted once per session.", status => status.QueuedMessages);
        AddStatus("heliograph.queue.size", "By", "Bytes of messages that wait or are in flight.", status => status.QueuedBytes);

        meter.CreateObservableGauge("heliograph.memory.heap", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Managed heap of the process.");
        meter.CreateObservableGauge("heliograph.memory.limit", () => server.MemoryCeiling, "By", "Memory that the process may use: memory_max, or what follows from the machine.");
        meter.CreateObservableGauge("heliograph.memory.short", () => broker.IsShortOfMemory ? 1 : 0, unit: null, "1 while memory is short and nothing more is stored, else 0.");
        meter.CreateObservableGauge("heliograph.uptime", () => server.Uptime.TotalSeconds, "s", "Time since the server was started.");

        void AddStatus(string name, string unit, string help, Func<BrokerStatus, long> read) =>
            meter.CreateObservableUpDownCounter(name, () => read(broker.Status()), unit, help);
    }
}
