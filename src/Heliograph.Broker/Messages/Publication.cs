using Heliograph.Broker.Access;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Messages;

/// <summary>A message on its way through the broker: borrowed from the read buffer until someone must keep it (law L4).</summary>
internal ref struct Publication
{
    private Message? _owned;

    /// <summary>Borrows bytes; <see cref="Own"/> copies them at most once.</summary>
    public Publication(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> payload)
    {
        Topic = topic;
        Properties = properties;
        Payload = payload;
    }

    /// <summary>Sends a message that owns its bytes already.</summary>
    public Publication(Message message)
        : this(message.Topic, message.Properties, message.Payload)
    {
        _owned = message;
        QoS = message.QoS;
        Retain = message.Retain;
        ExpiresAt = message.ExpiresAt;
        PublisherId = message.PublisherId;
    }

    public ReadOnlySpan<byte> Topic { get; }

    /// <summary>The encoded properties that travel on.</summary>
    public ReadOnlySpan<byte> Properties { get; }

    public ReadOnlySpan<byte> Payload { get; }
    public QoS QoS { get; init; }
    public bool Retain { get; init; }
    public Instant ExpiresAt { get; init; } = Instant.Never;

    /// <summary>The client id of the publisher; empty for the broker's own messages.</summary>
    public string PublisherId { get; init; } = "";

    /// <summary>Who published it, where that is asked again later; else null.</summary>
    public Identity? Publisher { get; init; }

    /// <summary>Whether it is refused when it cannot be retained, because its publisher can be told so.</summary>
    public bool MustBeRetained { get; init; }

    /// <summary>Never written to the journal: it will be said again.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The journal record that holds the message; None where nothing durable must keep it.</summary>
    public Lsn Id { get; private set; }

    /// <summary>The journal record that whoever is sent this message waits for.</summary>
    public Lsn Needs { get; private set; }

    /// <summary>Notes what the journal says of the publish.</summary>
    /// <param name="id">The record that holds the message, or None.</param>
    /// <param name="needs">The record that whoever is sent it waits for.</param>
    public void Note(Lsn id, Lsn needs)
    {
        (Id, Needs) = (id, needs);
        if (_owned is not null) (_owned.Id, _owned.Needs) = (id, needs);
    }

    /// <summary>The message that outlives the read; made at the first call.</summary>
    public Message Own() =>
        _owned ??= new(Topic, Properties, Payload, QoS, Retain, ExpiresAt, PublisherId) { Id = Id, Needs = Needs, Publisher = Publisher };
}
