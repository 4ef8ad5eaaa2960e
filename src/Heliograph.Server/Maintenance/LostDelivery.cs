using Heliograph.Broker;

namespace Heliograph.Server.Maintenance;

/// <summary>A queue entry whose message the journal does not have any more.</summary>
/// <param name="Owner">The client id of the session, or the number of the shared group.</param>
/// <param name="Message">Where the message was.</param>
/// <param name="Session">The session's number; 0 for the backlog of a shared group.</param>
/// <param name="Group">The shared group; 0 for none.</param>
/// <param name="PacketId">Of a delivery in flight; 0 for one that waits.</param>
internal sealed record LostDelivery(string Owner, Lsn Message, long Session, long Group, ushort PacketId);
