using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Sessions;

/// <summary>The will of a session, section 3.1.2.5.</summary>
/// <param name="Message">What is published; its own expiry counts from then.</param>
/// <param name="DelaySeconds">From the loss of the connection; the session's end comes first [MQTT-3.1.2-8].</param>
/// <param name="ExpirySeconds">The Message Expiry Interval; null without one.</param>
internal sealed record Will(Message Message, uint DelaySeconds, uint? ExpirySeconds)
{
    /// <summary>The record that says that it was left: what tells it from the wills before and after it. None where none does.</summary>
    public Lsn Id { get; set; }

    /// <summary>The record that says that a session's connection left it.</summary>
    public JournalRecord Record(long session) => new()
    {
        Kind = RecordKind.WillSet,
        Session = session,
        WillId = Id,
        Message = Message,
        ExpirySeconds = DelaySeconds,
        MessageExpirySeconds = ExpirySeconds,
    };
}
