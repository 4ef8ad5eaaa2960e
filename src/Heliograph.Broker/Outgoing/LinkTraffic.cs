namespace Heliograph.Broker.Outgoing;

/// <summary>What one connection has carried: a part of its link. Each number has one writer at a time and is read by anyone.</summary>
internal struct LinkTraffic
{
    private long _messagesReceived, _messagesSent, _bytesReceived, _bytesSent;

    public long MessagesReceived => Volatile.Read(ref _messagesReceived);

    public long MessagesSent => Volatile.Read(ref _messagesSent);

    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>A packet was handled. By the thread that has the connection's input.</summary>
    public void Received(long bytes, bool isMessage)
    {
        Volatile.Write(ref _bytesReceived, _bytesReceived + bytes);
        if (isMessage) Volatile.Write(ref _messagesReceived, _messagesReceived + 1);
    }

    /// <summary>A PUBLISH was appended. Under the gate.</summary>
    public void MessageSent() => Volatile.Write(ref _messagesSent, _messagesSent + 1);

    /// <summary>Bytes were taken for the network. By the one drain there is.</summary>
    public void Sent(long bytes) => Volatile.Write(ref _bytesSent, _bytesSent + bytes);
}
