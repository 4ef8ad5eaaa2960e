using System.Buffers;
using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Bench.Delivery;

/// <summary>A client that speaks to the engine directly and takes its bytes as soon as they may leave.</summary>
internal sealed class Client : IOutlet
{
    private static readonly Instant Now = new(1_000_000);

    private readonly Broker.Broker _broker;
    private readonly Connection _connection;

    public Client(Broker.Broker broker, string clientId, ProtocolVersion version)
    {
        _broker = broker;
        Version = version;
        using (var batch = broker.BeginBatch(Now)) _connection = broker.Open(this, new("in process", IsLoopback: true), batch);
        var output = new ArrayBufferWriter<byte>();
        new Connect { Version = version, CleanStart = true, ClientId = Encoding.UTF8.GetBytes(clientId) }.Write(output);
        Send(output.WrittenSpan.ToArray());
        using (var batch = broker.BeginBatch(Now))
            broker.CompleteAuthentication(_connection, new(AuthenticationOutcome.Accepted, null, "bench"), batch);
    }

    public long BytesTaken { get; private set; }

    private ProtocolVersion Version { get; }

    /// <summary>An engine that allows everything and tells nobody.</summary>
    public static Broker.Broker NewBroker(IJournal? journal = null) => new(new()
    {
        Journal = journal ?? new VolatileJournal(),
        Authorizer = new AllowAll(),
        Seed = 1,
        StartedAt = Now,
        Options = new() { QueuedMessagesMax = int.MaxValue, QueuedBytesMax = long.MaxValue, ConnectsPerSecondMax = int.MaxValue, SysInterval = TimeSpan.Zero },
    });

    public void Subscribe(ReadOnlySpan<byte> filter)
    {
        var (filters, output) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        SubscribeEntries.Append(filters, filter, new(QoS.AtMostOnce));
        new Subscribe { PacketId = 1, Payload = filters.WrittenSpan }.Write(output, Version);
        Send(output.WrittenSpan.ToArray());
    }

    public void Send(byte[] packets)
    {
        var input = new ReadOnlySequence<byte>(packets);
        using var batch = _broker.BeginBatch(Now);
        _broker.Handle(_connection, ref input, batch);
    }

    public void Flush()
    {
        _broker.TakeOutput(_connection, out var bytes, out _);
        foreach (var segment in bytes) BytesTaken += segment.Length;
        bytes.Release();
    }

    public void Resume()
    {
    }

    public void Abort()
    {
    }

    private sealed class AllowAll : IAuthorizer
    {
        public int RulesVersion => 0;

        public AccessDecision Decide(in AccessRequest request) => new(AccessAnswer.Allowed, "everything is allowed");
    }
}
