using System.Buffers;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Tests;

/// <summary>A client of a <see cref="TestBroker"/>: it sends packets at once and keeps what it is sent.</summary>
/// <remarks>Driven by one thread; the broker may flush it from any.</remarks>
internal sealed class TestClient : IOutlet
{
    private readonly TestBroker _broker;
    private readonly Queue<Received> _received = [];
    private readonly Lock _drain = new();
    private byte[] _arrived = [];
    private ReadOnlyMemory<byte> _untaken;
    private bool _isLost;

    public TestClient(TestBroker broker, Peer peer)
    {
        _broker = broker;
        using var batch = broker.Engine.BeginBatch(broker.Now);
        Connection = broker.Engine.Open(this, peer, batch);
    }

    public Connection Connection { get; private set; }

    public ProtocolVersion Version { get; private set; } = ProtocolVersion.V5;

    /// <summary>A client that does not read leaves its bytes in the broker.</summary>
    public bool Reads { get; set; } = true;

    /// <summary>The broker has said that nothing more will come.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>How the broker left the last input.</summary>
    public InputStatus Status { get; private set; }

    /// <summary>What the client has received and not looked at.</summary>
    public int Waiting
    {
        get
        {
            lock (_drain) return _received.Count;
        }
    }

    /// <summary>Who the edge says the client is; null leaves authentication open.</summary>
    public Func<AuthenticationRequest, AuthenticationResult?> Authenticate { get; set; } =
        request => new(AuthenticationOutcome.Accepted, request.UserName, "test");

    public void Connect(ConnectFields fields)
    {
        Version = fields.Version;
        Send(output =>
        {
            var properties = new PropertyWriter(stackalloc byte[512]);
            Add(ref properties, fields.Properties);
            var willProperties = new PropertyWriter(stackalloc byte[512]);
            Add(ref willProperties, fields.Will?.Properties ?? []);
            new Connect
            {
                Version = fields.Version,
                CleanStart = fields.CleanStart,
                KeepAlive = fields.KeepAlive,
                ClientId = Encoding.UTF8.GetBytes(fields.ClientId),
                Properties = properties.Block,
                HasUserName = fields.UserName is not null,
                UserName = Encoding.UTF8.GetBytes(fields.UserName ?? ""),
                HasWill = fields.Will is not null,
                Will = fields.Will is not { } will ? default : new()
                {
                    Topic = Encoding.UTF8.GetBytes(will.Topic),
                    Payload = Encoding.UTF8.GetBytes(will.Payload),
                    QoS = will.QoS,
                    Retain = will.Retain,
                    Properties = willProperties.Block,
                },
            }.Write(output);
        });
    }

    public void Publish(
        string topic, string payload = "x", QoS qos = QoS.AtMostOnce, ushort id = 0, bool retain = false, bool duplicate = false,
        params (PropertyId, object)[] properties) => Send(output =>
    {
        var block = new PropertyWriter(stackalloc byte[512]);
        Add(ref block, properties);
        new Publish
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(payload),
            QoS = qos,
            PacketId = id,
            Retain = retain,
            Duplicate = duplicate,
            Properties = block.Block,
        }.Write(output, Version);
    });

    public void Subscribe(string filter, QoS qos = QoS.AtMostOnce, params (PropertyId, object)[] properties) =>
        Subscribe([filter], new(qos), properties);

    public void Subscribe(string[] filters, SubscriptionOptions options, params (PropertyId, object)[] properties) => Send(output =>
    {
        var block = new PropertyWriter(stackalloc byte[512]);
        Add(ref block, properties);
        var payload = new ArrayBufferWriter<byte>();
        foreach (var filter in filters) SubscribeEntries.Append(payload, Encoding.UTF8.GetBytes(filter), options);
        new Subscribe { PacketId = 1, Payload = payload.WrittenSpan, Properties = block.Block }.Write(output, Version);
    });

    public void Unsubscribe(params string[] filters) => Send(output =>
    {
        var payload = new ArrayBufferWriter<byte>();
        foreach (var filter in filters) UnsubscribeEntries.Append(payload, Encoding.UTF8.GetBytes(filter));
        new Unsubscribe { PacketId = 2, Payload = payload.WrittenSpan }.Write(output, Version);
    });

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
    public void Acknowledge(PacketType type, ushort id, ReasonCode code = ReasonCode.Success) =>
        Send(output => new Acknowledgement { Type = type, PacketId = id, Code = code }.Write(output, Version));

    public void Disconnect(ReasonCode code = ReasonCode.Success, params (PropertyId, object)[] properties) => Send(output =>
    {
        var block = new PropertyWriter(stackalloc byte[64]);
        Add(ref block, properties);
        new Disconnect { Code = code, Properties = block.Block }.Write(output, Version);
    });

    public void Auth(ReasonCode code, string method, string data) => Send(output =>
    {
        var block = new PropertyWriter(stackalloc byte[256]);
        Add(ref block, [(PropertyId.AuthenticationMethod, method), (PropertyId.AuthenticationData, Encoding.UTF8.GetBytes(data))]);
        new Auth { Code = code, Properties = block.Block }.Write(output);
    });

    public void Ping() => Send(Mqtt.Packets.Ping.WriteRequest);

    public void Send(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        Feed(output.WrittenSpan);
    }

    /// <summary>Bytes arrive at the broker.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        Assert.False(_isLost, "the connection is gone");
        _untaken = (byte[])[.. _untaken.Span, .. bytes];
        Handle();
        while (Connection.PendingAuthentication is { } request && Authenticate(request) is { } result)
        {
            using (var batch = _broker.Engine.BeginBatch(_broker.Now))
                _broker.Engine.CompleteAuthentication(Connection, result, batch);
            Handle();
        }
    }

    /// <summary>The network connection goes without a word.</summary>
    public void Lose()
    {
        if (_isLost) return;
        _isLost = true;
        _broker.Forget(this);
        using var batch = _broker.Engine.BeginBatch(_broker.Now);
        _broker.Engine.OnTransportClosed(Connection, "lost in a test", batch);
    }

    /// <summary>The next packet the broker sent, which is of this type.</summary>
    public Received Next(PacketType type)
    {
        Assert.True(Waiting > 0, $"{type} was expected and nothing came");
        var packet = TakeNext();
        Assert.Equal(type, packet.Type);
        return packet;
    }

    public Received TakeNext()
    {
        lock (_drain) return _received.Dequeue();
    }

    /// <summary>The next packet of a type; those before it are passed over.</summary>
    public Received TakeNextOf(PacketType type)
    {
        while (true)
        {
            if (TakeNext() is var packet && packet.Type == type) return packet;
        }
    }

    /// <summary>The topics and payloads of the PUBLISH packets received; other packets are passed over.</summary>
    public string[] Messages()
    {
        lock (_drain)
        {
            var texts = _received.Where(packet => packet.Type == PacketType.Publish).Select(packet => packet.Text).ToArray();
            _received.Clear();
            return texts;
        }
    }

    public void HasNothing()
    {
        lock (_drain) Assert.Empty(_received);
    }

    public void HasBeenClosedWith(ReasonCode code)
    {
        Assert.Equal(code, Next(PacketType.Disconnect).Code);
        Assert.True(IsClosed);
    }

    /// <summary>Reads what has gathered for a client that did not read.</summary>
    public void ReadAll()
    {
        Reads = true;
        Flush();
    }

    public void Flush()
    {
        if (Reads) Drain();
    }

    public void Resume() => Handle();

    private void Handle()
    {
        var input = new ReadOnlySequence<byte>(_untaken);
        using (var batch = _broker.Engine.BeginBatch(_broker.Now))
            Status = _broker.Engine.Handle(Connection, ref input, batch);
        _untaken = input.ToArray();
    }

    private void Drain()
    {
        lock (_drain)
        {
            while (Connection is not null)
            {
                _broker.Engine.TakeOutput(Connection, out var bytes, out var isLast);
                IsClosed |= isLast;
                if (bytes.IsEmpty) break;
                foreach (var segment in bytes) _arrived = [.. _arrived, .. segment.Span];
                bytes.Release();
                Decode();
                using var batch = _broker.Engine.BeginBatch(_broker.Now);
                Broker.OnWritten(Connection, batch);
            }
        }
    }

    private void Decode()
    {
        var input = new ReadOnlySequence<byte>(_arrived);
        while (Frame.TryTake(ref input, int.MaxValue, out var frame) == FrameStatus.Complete)
            _received.Enqueue(Received.From(frame, Version));
        _arrived = input.ToArray();
    }

    private static void Add(ref PropertyWriter writer, (PropertyId Id, object Value)[] properties)
    {
        foreach (var (id, value) in properties)
        {
            if (value is uint number) writer.Add(id, number);
            else if (value is string text) writer.Add(id, Encoding.UTF8.GetBytes(text));
            else writer.Add(id, (byte[])value);
        }
    }
}
