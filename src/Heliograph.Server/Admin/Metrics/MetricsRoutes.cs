using Heliograph.Broker.Counters;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Admin.Http;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Metrics;

/// <summary>The broker's numbers for Prometheus. From this machine without login, from elsewhere with one.</summary>
internal sealed class MetricsRoutes(AdminContext context)
{
    public IEnumerable<AdminRoute> All => [AdminRoute.Get("/metrics", "The broker's numbers in the text format of Prometheus.", ShowAsync, Role.None)];

    private Task ShowAsync(AdminCall call)
    {
        if (!call.IsLoopback && call.Caller is null)
            throw new ProblemException(401, "Not logged in", "the metrics are for this machine, and for who is logged in");
        call.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return call.Http.Response.WriteAsync(Render().ToString(), call.Http.RequestAborted);
    }

    private MetricsText Render()
    {
        var text = new MetricsText();
        AddState(text);
        AddTraffic(text);
        text.Gauge("process_resident_memory_bytes", "Resident memory of the process in bytes.", Environment.WorkingSet);
        text.Gauge("heliograph_heap_bytes", "Managed heap of the process in bytes.", GC.GetTotalMemory(forceFullCollection: false));
        text.Gauge("heliograph_memory_short", "1 while memory is short and nothing more is stored.", context.Broker.IsShortOfMemory ? 1 : 0);
        text.Gauge("heliograph_store_short", "1 while the journal has no room.", context.Journal.HasRoom ? 0 : 1);
        if (context.Server.StoreUse() is { } store)
        {
            text.Gauge("heliograph_store_bytes", "Bytes of the journal on the disk.", store.BytesOnDisk);
            text.Gauge("heliograph_store_free_bytes", "Free bytes of the journal's disk.", store.FreeBytes);
        }

        return text;
    }

    private void AddState(MetricsText text)
    {
        var status = context.Broker.Status();
        text.Gauge("heliograph_connections", "Network connections.", status.Connections);
        text.Gauge("heliograph_clients_connected", "Clients that are connected.", status.ClientsConnected);
        text.Gauge("heliograph_sessions", "Sessions, connected or not.", status.Sessions);
        text.Gauge("heliograph_subscriptions", "Subscriptions of all sessions.", status.Subscriptions);
        text.Gauge("heliograph_subscriptions_shared", "Shared subscriptions of all sessions.", status.SharedSubscriptions);
        text.Gauge("heliograph_retained_messages", "Retained messages.", status.RetainedMessages);
        text.Gauge("heliograph_retained_bytes", "Bytes of retained messages.", status.RetainedBytes);
        text.Gauge("heliograph_queued_messages", "Messages that wait or are in flight.", status.QueuedMessages);
        text.Gauge("heliograph_queued_bytes", "Bytes of messages that wait or are in flight.", status.QueuedBytes);
    }

    private void AddTraffic(MetricsText text)
    {
        var counters = context.Broker.Counters;
        text.Counter("heliograph_bytes_received", "Bytes of packets received.", counters[Counter.BytesReceived]);
        text.Counter("heliograph_bytes_sent", "Bytes of packets sent.", counters[Counter.BytesSent]);
        text.Counter("heliograph_publish_received", "PUBLISH packets taken from clients.", counters[Counter.PublishReceived]);
        text.Counter("heliograph_publish_sent", "PUBLISH packets sent to clients.", counters[Counter.PublishSent]);
        text.Counter("heliograph_publish_received_bytes", "Payload bytes taken from clients.", counters[Counter.PublishBytesReceived]);
        text.Counter("heliograph_publish_sent_bytes", "Payload bytes sent to clients.", counters[Counter.PublishBytesSent]);
        text.Counter("heliograph_publish_dropped", "Messages not delivered to a session because a bound was reached.", counters[Counter.PublishDropped]);
        text.Counter("heliograph_publish_expired", "Messages not delivered to a session because they expired.", counters[Counter.PublishExpired]);
        text.Counter("heliograph_publish_refused", "Publishes refused because a queue or the retained store was full.", counters[Counter.PublishRefused]);
        text.Counter("heliograph_connects_accepted", "CONNECTs that were accepted.", counters[Counter.ConnectsAccepted]);
        text.Counter("heliograph_connects_refused", "CONNECTs that were refused.", counters[Counter.ConnectsRefused]);
        text.Counter("heliograph_access_denied", "Requests that the rules denied.", counters[Counter.AccessDenied]);
        var types = Enum.GetValues<PacketType>().Where(type => type is >= PacketType.Connect and <= PacketType.Auth).ToArray();
        text.Counters("heliograph_packets_received", "Control packets received.", "type", types.Select(type => (NameOf(type), (double)counters.Received(type))));
        text.Counters("heliograph_packets_sent", "Control packets sent.", "type", types.Select(type => (NameOf(type), (double)counters.Sent(type))));
    }

    private static string NameOf(PacketType type) => type.ToString().ToLowerInvariant();
}
