using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Tests.Common.Ledger;

/// <summary>Everything the clients of a run did and saw, in one order. Safe for many threads: one lock guards it all.</summary>
/// <remarks>
/// A moment is taken before what a client writes and after what it has read. So when one is earlier than another, the
/// broker too knew of the one before it could know of the other.
/// </remarks>
public sealed class History
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<NumberedMessage>> _messages = [];
    private readonly Dictionary<string, int> _forgotten = [];
    private readonly List<Inbox> _inboxes = [];
    private readonly List<(Moment At, string What)> _breaks = [];
    private readonly List<BrokenPromise> _broken = [];
    private long _order;

    /// <summary>The broker's life: set by whoever starts it, or cuts all connections.</summary>
    public int Life { get; set; }

    public Tally Tally { get; } = new();

    /// <summary>How much has been recorded.</summary>
    public long Order => Volatile.Read(ref _order);

    /// <summary>What was wrong at first sight.</summary>
    public IReadOnlyList<BrokenPromise> Broken
    {
        get { lock (_lock) return [.. _broken]; }
    }

    public bool IsBroken
    {
        get { lock (_lock) return _broken.Count > 0; }
    }

    public IReadOnlyList<Inbox> Inboxes => _inboxes;

    /// <summary>What ended all connections.</summary>
    public IReadOnlyList<(Moment At, string What)> Breaks => _breaks;

    /// <summary>All messages, by publisher, each publisher's in order.</summary>
    public IEnumerable<NumberedMessage> Messages => _messages.Values.SelectMany(list => list);

    /// <summary>Reads it at rest: nothing is recorded meanwhile.</summary>
    public T Read<T>(Func<History, T> read)
    {
        lock (_lock) return read(this);
    }

    public Inbox AddInbox(string name, string? group = null)
    {
        lock (_lock)
        {
            var inbox = new Inbox(name, _inboxes.Count, group);
            _inboxes.Add(inbox);
            return inbox;
        }
    }

    /// <summary>The next message of a publisher. It must be sent.</summary>
    public NumberedMessage Compose(
        string publisher, string topic, QoS qos, int fillerBytes = 0, bool retain = false, bool isEmpty = false)
    {
        lock (_lock)
        {
            if (!_messages.TryGetValue(publisher, out var list)) _messages[publisher] = list = [];
            var number = _forgotten.GetValueOrDefault(publisher) + list.Count + 1;
            var message = new NumberedMessage(publisher, number, topic, qos, fillerBytes) { Retain = retain, IsEmpty = isEmpty };
            list.Add(message);
            return message;
        }
    }

    public void OnSending(NumberedMessage message)
    {
        lock (_lock)
        {
            if (message.Sends.Count > 0) Tally.Resent++;
            message.Sends.Add(Now());
        }
    }

    /// <summary>PUBACK or PUBREC had been read.</summary>
    public void OnAcknowledged(NumberedMessage message)
    {
        lock (_lock)
        {
            message.AcknowledgedAt = Now();
            if (message.QoS == QoS.AtLeastOnce) Tally.AcknowledgedQoS1++;
            else Tally.AcknowledgedQoS2++;
        }
    }

    /// <summary>The client of this will is gone for good: it is owed when its delay is over.</summary>
    public void OnVanished(NumberedMessage will)
    {
        lock (_lock)
        {
            will.VanishedAt = Now();
            Tally.WillsOwed++;
        }
    }

    /// <summary>The client of this will came back before its delay was over.</summary>
    public void OnWithdrawn(NumberedMessage will)
    {
        lock (_lock)
        {
            will.WithdrawnAt = Now();
            Tally.WillsWithdrawn++;
        }
    }

    public Interest OnSubscribing(Inbox inbox, string filter, QoS qos)
    {
        lock (_lock)
        {
            var interest = new Interest(filter, qos, Now());
            inbox.Interests.Add(interest);
            return interest;
        }
    }

    public void OnSubscribed(Interest interest)
    {
        lock (_lock)
        {
            interest.GrantedAt ??= Now();
            Tally.Subscribed++;
        }
    }

    public void OnUnsubscribing(Interest interest)
    {
        lock (_lock) interest.EndingAt ??= Now();
    }

    public void OnUnsubscribed(Interest interest)
    {
        lock (_lock)
        {
            interest.EndedAt = Now();
            Tally.Unsubscribed++;
        }
    }

    /// <summary>An application got a message.</summary>
    /// <returns>The message, or null when nobody sent it.</returns>
    public NumberedMessage? OnReceived(
        Inbox inbox, int connection, string topic, ReadOnlySpan<byte> payload, QoS qos, bool duplicate)
    {
        lock (_lock)
        {
            var now = Now();
            var message = Find(topic, payload, out var isForgotten);
            if (message is not null)
            {
                Tally.Receipts++;
                if ((message.ReceivedBy & inbox.Bit) != 0) Tally.Repeats++;
                message.ReceivedBy |= inbox.Bit;
                inbox.Receipts.Add(new(message, now, connection, qos, duplicate));
                var interest = inbox.Interests.FindLast(one => one.Matches(message));
                if (interest is { HasCaught: false }) interest.HasCaught = interest.IsBefore(message);
            }
            else if (!isForgotten)
            {
                Add(new(Laws.NeverSent, $"{inbox} got {payload.Length} bytes on {topic} {now}: {Shown(payload)}"));
            }
            else if (qos == QoS.ExactlyOnce || !duplicate)
            {
                // Only a QoS 1 message whose PUBACK the broker has lost may come once more, and then with DUP.
                Add(new(Laws.ExactlyOnce, $"{inbox} got {Shown(payload)} on {topic} {now}, long after everyone had it"));
            }

            return message;
        }
    }

    public void OnKilling()
    {
        lock (_lock)
        {
            _breaks.Add((Now(), "the broker was killed"));
            Tally.Kills++;
        }
    }

    public void OnPowerCut()
    {
        lock (_lock)
        {
            _breaks.Add((Now(), "the power was cut"));
            Tally.PowerCuts++;
        }
    }

    public void OnCutting()
    {
        lock (_lock)
        {
            _breaks.Add((Now(), "all connections were cut"));
            Tally.Cuts++;
        }
    }

    public void OnResumed()
    {
        lock (_lock) Tally.SessionsResumed++;
    }

    public void OnSessionMade()
    {
        lock (_lock) Tally.SessionsMade++;
    }

    public void OnToggled()
    {
        lock (_lock) Tally.Toggled++;
    }

    public void Report(string law, string what)
    {
        lock (_lock) Add(new(law, what));
    }

    public void Report(IEnumerable<BrokenPromise> broken)
    {
        lock (_lock) _broken.AddRange(broken);
    }

    public bool IsReceived(NumberedMessage message)
    {
        lock (_lock) return message.ReceivedBy != 0;
    }

    /// <summary>Forgets what has been checked; the last retained messages and what is subscribed to stay.</summary>
    public void TurnPage()
    {
        lock (_lock)
        {
            var retained = Messages.Where(message => message.Retain).GroupBy(message => message.Topic);
            var kept = retained.Select(topic => topic.Last()).ToHashSet();
            foreach (var (publisher, list) in _messages)
            {
                // Numbers stay without a gap, so what is kept begins with the oldest of the kept ones.
                var first = list.FindIndex(kept.Contains);
                var gone = first < 0 ? list.Count : first;
                _forgotten[publisher] = _forgotten.GetValueOrDefault(publisher) + gone;
                list.RemoveRange(0, gone);
            }

            foreach (var inbox in _inboxes)
            {
                inbox.Receipts.Clear();
                inbox.Interests.RemoveAll(interest => interest.EndedAt is not null);
            }

            _breaks.Clear();
        }
    }

    private Moment Now() => new(++_order, Life);

    private void Add(BrokenPromise promise)
    {
        // The first ones say it all; a broker that lost everything would fill the memory.
        if (_broken.Count < 1_000) _broken.Add(promise);
    }

    private NumberedMessage? Find(string topic, ReadOnlySpan<byte> payload, out bool isForgotten)
    {
        isForgotten = false;
        if (!NumberedMessage.TryIdentify(payload, out var publisher, out var number)) return null;
        if (!_messages.TryGetValue(publisher, out var list)) return null;
        var index = number - _forgotten.GetValueOrDefault(publisher) - 1;
        isForgotten = index < 0 && number > 0;
        if (index < 0 || index >= list.Count) return null;
        var message = list[index];
        return message.Topic == topic && message.Sends.Count > 0 && message.IsPayload(payload) ? message : null;
    }

    private static string Shown(ReadOnlySpan<byte> payload) =>
        Encoding.Latin1.GetString(payload[..Math.Min(payload.Length, 40)]);
}
