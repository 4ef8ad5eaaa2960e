using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Recovery.Archive;
using Heliograph.Storage;

namespace Heliograph.Server.Maintenance;

/// <summary>Messages that queues hold and the journal does not have any more, found by reading all of them.</summary>
internal sealed class LostMessages : IStateWriter
{
    private readonly HashSet<Lsn> _ids = [];
    private readonly List<Damage> _places = [];
    private readonly List<LostDelivery> _deliveries = [];
    private string _clientId = "";

    private LostMessages()
    {
    }

    /// <summary>Where they were, as far as there still is such a place.</summary>
    public IReadOnlyList<Damage> Places => _places;

    public IReadOnlyList<LostDelivery> Deliveries => _deliveries;

    public static LostMessages Of(OfflineStore store, NeededMessages messages)
    {
        var lost = new LostMessages();
        foreach (var id in messages.Queued) lost.TryRead(id, store.Journal);
        if (lost._ids.Count > 0) store.Broker.WriteState(lost);
        return lost;
    }

    /// <summary>Says in the journal that the queue entries are gone, so that nobody waits for what never comes.</summary>
    public void Drop(IJournal journal)
    {
        foreach (var delivery in _deliveries)
        {
            journal.Append(new()
            {
                Kind = delivery.PacketId > 0 ? RecordKind.Completed : RecordKind.Dropped,
                Session = delivery.Session,
                Group = delivery.Group,
                MessageId = delivery.Message,
                PacketId = delivery.PacketId,
            });
        }
    }

    public void Begin()
    {
        // The broker is at rest: the state is of any moment.
    }

    public void Keep(Lsn message)
    {
        // Follows from the deliveries.
    }

    public void Write(in JournalRecord record)
    {
        if (record.Kind == RecordKind.SessionOpened) _clientId = record.ClientId!;
        if (record.Kind != RecordKind.Queued || !_ids.Contains(record.MessageId)) return;
        if (!NeededMessages.NeedsBody(record.Delivery)) return;
        var group = record.Delivery.Group;
        var owner = record.Session > 0 ? _clientId : $"shared group {group}";
        _deliveries.Add(new(owner, record.MessageId, record.Session, group, record.PacketId));
    }

    private void TryRead(Lsn id, DurableJournal journal)
    {
        try
        {
            if (journal.Read(id) is null) _ids.Add(id);
        }
        catch (StorageException failure) when (failure.Damage is { } place)
        {
            _ids.Add(id);
            _places.Add(place);
        }
    }
}
