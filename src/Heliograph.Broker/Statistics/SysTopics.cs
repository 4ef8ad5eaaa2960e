using System.Globalization;
using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Statistics;

/// <summary>The <c>$SYS/broker/...</c> topics, with Mosquitto's names and meanings. Published when their value changes.</summary>
internal sealed class SysTopics(BrokerCounters counters, Router router, string version, Instant startedAt)
{
    private readonly Instant _startedAt = startedAt;
    private static readonly string[] Spans = ["1min", "5min", "15min"];

    private readonly Dictionary<string, string> _published = [];
    private readonly Dictionary<string, LoadAverage> _loads = [];
    private Instant _lastAt = startedAt;
    private long _heapMaximum;

    public void Publish(in BrokerStatus status, Batch batch)
    {
        var elapsed = batch.Now - _lastAt;
        _lastAt = batch.Now;
        Say("version", $"heliograph version {version}", batch);
        Say("uptime", $"{(long)(batch.Now - _startedAt).TotalSeconds} seconds", batch);
        SayClients(status, batch);
        SayMessages(status, batch);
        SayPackets(batch);
        SayHeap(batch);
        SayLoads(elapsed, batch);
    }

    private void SayClients(in BrokerStatus status, Batch batch)
    {
        Say("clients/total", status.Sessions, batch);
        Say("clients/maximum", status.SessionsMaximum, batch);
        Say("clients/connected", status.ClientsConnected, batch);
        Say("clients/active", status.ClientsConnected, batch);
        Say("clients/disconnected", status.Sessions - status.ClientsConnected, batch);
        Say("clients/inactive", status.Sessions - status.ClientsConnected, batch);
        Say("clients/expired", counters[Counter.SessionsExpired], batch);
        Say("connections/socket/count", status.Connections, batch);
        Say("subscriptions/count", status.Subscriptions, batch);
        Say("shared_subscriptions/count", status.SharedSubscriptions, batch);
    }

    private void SayMessages(in BrokerStatus status, Batch batch)
    {
        Say("bytes/received", counters[Counter.BytesReceived], batch);
        Say("bytes/sent", counters[Counter.BytesSent], batch);
        Say("messages/received", AllReceived(), batch);
        Say("messages/sent", AllSent(), batch);
        Say("messages/stored", status.QueuedMessages + status.RetainedMessages, batch);
        Say("store/messages/count", status.QueuedMessages + status.RetainedMessages, batch);
        Say("store/messages/bytes", status.QueuedBytes + status.RetainedBytes, batch);
        Say("retained messages/count", status.RetainedMessages, batch);
        Say("publish/messages/received", counters[Counter.PublishReceived], batch);
        Say("publish/messages/sent", counters[Counter.PublishSent], batch);
        Say("publish/messages/dropped", counters[Counter.PublishDropped], batch);
        Say("publish/bytes/received", counters[Counter.PublishBytesReceived], batch);
        Say("publish/bytes/sent", counters[Counter.PublishBytesSent], batch);
    }

    private void SayPackets(Batch batch)
    {
        for (var type = PacketType.Connect; type <= PacketType.Auth; type++)
        {
            var name = type.ToString().ToLowerInvariant();
            if (counters.Received(type) > 0) Say($"mqtt/{name}/received", counters.Received(type), batch);
            if (counters.Sent(type) > 0) Say($"mqtt/{name}/sent", counters.Sent(type), batch);
        }
    }

    private void SayHeap(Batch batch)
    {
        var heap = GC.GetTotalMemory(forceFullCollection: false);
        _heapMaximum = Math.Max(_heapMaximum, heap);
        Say("heap/current", heap, batch);
        Say("heap/maximum", _heapMaximum, batch);
    }

    private void SayLoads(TimeSpan elapsed, Batch batch)
    {
        SayLoad("messages/received", AllReceived(), elapsed, batch);
        SayLoad("messages/sent", AllSent(), elapsed, batch);
        SayLoad("publish/received", counters[Counter.PublishReceived], elapsed, batch);
        SayLoad("publish/sent", counters[Counter.PublishSent], elapsed, batch);
        SayLoad("publish/dropped", counters[Counter.PublishDropped], elapsed, batch);
        SayLoad("bytes/received", counters[Counter.BytesReceived], elapsed, batch);
        SayLoad("bytes/sent", counters[Counter.BytesSent], elapsed, batch);
        SayLoad("sockets", counters[Counter.SocketsAccepted], elapsed, batch);
        SayLoad("connections", counters[Counter.ConnectsAccepted], elapsed, batch);
    }

    private void SayLoad(string name, long total, TimeSpan elapsed, Batch batch)
    {
        if (!_loads.TryGetValue(name, out var load)) load = _loads[name] = new();
        load.Update(total, elapsed);
        double[] averages = [load.OneMinute, load.FiveMinutes, load.FifteenMinutes];
        for (var i = 0; i < Spans.Length; i++)
            Say($"load/{name}/{Spans[i]}", averages[i].ToString("0.00", CultureInfo.InvariantCulture), batch);
    }

    private long AllReceived() => Sum(counters.Received);

    private long AllSent() => Sum(counters.Sent);

    private static long Sum(Func<PacketType, long> count)
    {
        var sum = 0L;
        for (var type = PacketType.Connect; type <= PacketType.Auth; type++) sum += count(type);
        return sum;
    }

    private void Say(string name, long value, Batch batch) => Say(name, value.ToString(CultureInfo.InvariantCulture), batch);

    private void Say(string name, string value, Batch batch)
    {
        if (_published.TryGetValue(name, out var before) && before == value) return;
        _published[name] = value;
        var topic = Encoding.UTF8.GetBytes($"$SYS/broker/{name}");
        var publication = new Publication(topic, default, Encoding.UTF8.GetBytes(value))
        {
            Retain = true,
            IsTransient = true,
        };
        router.Publish(ref publication, default, batch);
    }
}
