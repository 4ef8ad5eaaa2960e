using System.Text;
using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Recovery;

/// <summary>Counts the durable state of a broker at rest, and finds its longest queues.</summary>
public sealed class StateSummary : IStateWriter
{
    private readonly int _longestMax;
    private readonly PriorityQueue<QueueLength, long> _longest = new();
    private readonly Dictionary<long, string> _groups = [];
    private string _clientId = "";
    private (long Session, long Group) _owner;
    private QueueLength _queue = new("", IsShared: false, 0, 0);

    private StateSummary(int longestMax) => _longestMax = longestMax;

    public long Sessions { get; private set; }

    public long Subscriptions { get; private set; }

    public long SharedSubscriptions { get; private set; }

    public long Wills { get; private set; }

    public long Retained { get; private set; }

    /// <summary>Bytes of topics, properties and payloads.</summary>
    public long RetainedBytes { get; private set; }

    /// <summary>Messages that wait or are in flight, in each queue that they are in.</summary>
    public long Queued { get; private set; }

    /// <summary>Bytes of topics, properties and payloads, for each queue.</summary>
    public long QueuedBytes { get; private set; }

    /// <summary>Of those queued: sent and not yet finished.</summary>
    public long InFlight { get; private set; }

    /// <summary>Of those queued: kept by a shared group that has no live member.</summary>
    public long Backlog { get; private set; }

    /// <summary>The longest queues, the longest first.</summary>
    public IReadOnlyList<QueueLength> Longest { get; private set; } = [];

    /// <param name="broker">In no batch, and nothing goes on in it.</param>
    /// <param name="longestMax">How many queues to name.</param>
    public static StateSummary Of(Broker broker, int longestMax = 0)
    {
        var summary = new StateSummary(longestMax);
        broker.WriteState(summary);
        summary.CloseQueue();
        summary.Longest = [.. summary._longest.UnorderedItems.Select(item => item.Element)
            .OrderByDescending(queue => queue.Messages).ThenBy(queue => queue.Owner, StringComparer.Ordinal)];
        return summary;
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
        switch (record.Kind)
        {
            case RecordKind.SessionOpened:
                Sessions++;
                _clientId = record.ClientId!;
                break;
            case RecordKind.Subscribed: AddSubscription(record); break;
            case RecordKind.WillSet: Wills++; break;
            case RecordKind.Retained:
                Retained++;
                RetainedBytes += record.Message!.Size;
                break;
            case RecordKind.Queued: AddDelivery(record); break;
        }
    }

    private void AddSubscription(in JournalRecord record)
    {
        Subscriptions++;
        if (record.Group == 0) return;
        SharedSubscriptions++;
        if (!_groups.ContainsKey(record.Group)) _groups.Add(record.Group, Encoding.UTF8.GetString(record.Topic));
    }

    // The entries of one queue follow one another.
    private void AddDelivery(in JournalRecord record)
    {
        var isShared = record.Session == 0;
        var owner = (record.Session, isShared ? record.Delivery.Group : 0);
        if (owner != _owner)
        {
            CloseQueue();
            _owner = owner;
            _queue = new(isShared ? _groups.GetValueOrDefault(record.Delivery.Group, "") : _clientId, isShared, 0, 0);
        }

        var size = record.Delivery.Size;
        _queue = _queue with { Messages = _queue.Messages + 1, Bytes = _queue.Bytes + size };
        Queued++;
        QueuedBytes += size;
        if (isShared) Backlog++;
        if (record.Delivery.Stage > 0) InFlight++;
    }

    private void CloseQueue()
    {
        if (_queue.Messages > 0) _longest.Enqueue(_queue, _queue.Messages);
        if (_longest.Count > _longestMax) _longest.Dequeue();
    }
}
