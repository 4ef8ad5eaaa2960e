using System.Buffers;
using System.Globalization;
using System.Text;
using Heliograph.Bench.Delivery;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Bench.Memory;

/// <summary>Bytes of managed memory that the engine holds for each thing it keeps, without sockets or files.</summary>
internal sealed class HeldBytes : IOutlet
{
    private const int Clients = 10_000;
    private const int Messages = 100_000;

    private static readonly Instant Now = new(1_000_000);

    private readonly Broker.Broker _broker = Client.NewBroker(new Numbers());

    private HeldBytes()
    {
    }

    public static void Run()
    {
        Idle();
        Retained();
        Queued();
    }

    public void Flush()
    {
    }

    public void Resume()
    {
    }

    public void Abort()
    {
    }

    private static void Idle()
    {
        var held = new HeldBytes();
        var connections = new Connection[Clients];
        var before = Measure();
        for (var index = 0; index < Clients; index++) connections[index] = held.Connect(ClientId(index), isClean: true);
        before = Tell("idle connection", before, Clients);
        for (var index = 0; index < Clients; index++)
            held.Send(connections[index], Subscription(Encoding.UTF8.GetBytes($"idle/{index}"), QoS.AtMostOnce));
        Tell("one subscription more", before, Clients);
        GC.KeepAlive(held);
        GC.KeepAlive(connections);
    }

    private static void Retained()
    {
        var held = new HeldBytes();
        var publisher = held.Connect("publisher", isClean: true);
        var before = Measure();
        for (var index = 0; index < Messages; index++)
            held.Publish(publisher, $"ret/{index / 10_000}/{index / 100 % 100}/{index % 100}/state", retain: true);
        Tell("retained message of 64 bytes", before, Messages);
        GC.KeepAlive(held);
    }

    private static void Queued()
    {
        var held = new HeldBytes();
        var publisher = held.Connect("publisher", isClean: true);
        var receiver = held.Connect("receiver", isClean: false);
        held.Send(receiver, Subscription("queue"u8, QoS.AtLeastOnce));
        using (var batch = held._broker.BeginBatch(Now)) held._broker.OnTransportClosed(receiver, "gone", batch);
        var before = Measure();
        for (var index = 0; index < Messages; index++) held.Publish(publisher, "queue", retain: false);
        Tell("queued message of 64 bytes, its body in the journal", before, Messages);
        GC.KeepAlive(held);
    }

    private static string ClientId(int index) => string.Create(CultureInfo.InvariantCulture, $"client-{index}");

    private static byte[] Subscription(ReadOnlySpan<byte> filter, QoS qos)
    {
        var (filters, output) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        SubscribeEntries.Append(filters, filter, new(qos));
        new Subscribe { PacketId = 1, Payload = filters.WrittenSpan }.Write(output, ProtocolVersion.V311);
        return output.WrittenSpan.ToArray();
    }

    private static long Measure() => GC.GetTotalMemory(forceFullCollection: true);

    private static long Tell(string what, long before, int count)
    {
        var after = Measure();
        Console.WriteLine($"{(after - before) / (double)count,7:F0} bytes: {what}");
        return after;
    }

    private Connection Connect(string clientId, bool isClean)
    {
        Connection connection;
        using (var batch = _broker.BeginBatch(Now)) connection = _broker.Open(this, new($"127.0.0.1:{clientId}", IsLoopback: true), batch);
        var output = new ArrayBufferWriter<byte>();
        new Connect
        {
            Version = ProtocolVersion.V311,
            CleanStart = isClean,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            KeepAlive = 60,
        }.Write(output);
        Send(connection, output.WrittenSpan.ToArray());
        using (var batch = _broker.BeginBatch(Now))
            _broker.CompleteAuthentication(connection, new(AuthenticationOutcome.Accepted, null, "bench"), batch);
        Send(connection, []);
        return connection;
    }

    private void Publish(Connection connection, string topic, bool retain)
    {
        var output = new ArrayBufferWriter<byte>();
        new Publish { Topic = Encoding.UTF8.GetBytes(topic), Payload = new byte[64], QoS = QoS.AtLeastOnce, PacketId = 1, Retain = retain }
            .Write(output, ProtocolVersion.V311);
        Send(connection, output.WrittenSpan.ToArray());
    }

    private void Send(Connection connection, byte[] packets)
    {
        var input = new ReadOnlySequence<byte>(packets);
        using (var batch = _broker.BeginBatch(Now)) _broker.Handle(connection, ref input, batch);
        _broker.TakeOutput(connection, out var bytes, out _);
        bytes.Release();
    }

    /// <summary>A journal that numbers its records and forgets them.</summary>
    private sealed class Numbers : IJournal
    {
        private long _last;

        public Lsn DurableUpTo => new(long.MaxValue);

        public bool HasRoom => true;

        public bool IsSwamped => false;

        public Lsn Append(in JournalRecord record) => new(_last += 100);

        public Message? Read(Lsn message) => null;
    }
}
