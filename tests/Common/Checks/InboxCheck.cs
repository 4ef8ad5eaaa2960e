using Heliograph.Mqtt;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Checks;

/// <summary>Judges what one subscriber got: whether it asked for it, how often it came, in which order, without a gap.</summary>
internal sealed class InboxCheck(History history, Inbox inbox)
{
    public IEnumerable<BrokenPromise> Run() => [.. Arrivals(), .. inbox.Group is null ? Disorder() : [], .. Gaps()];

    private IEnumerable<BrokenPromise> Arrivals()
    {
        foreach (var receipts in inbox.Receipts.GroupBy(receipt => receipt.Message))
        {
            var count = receipts.Count();
            if (LawBrokenBy(receipts.Key, [.. receipts]) is { } law)
                yield return Broken(law, $"{receipts.Key} {(count == 1 ? "once" : $"{count} times")}", receipts.Key);
        }
    }

    private string? LawBrokenBy(NumberedMessage message, Receipt[] receipts)
    {
        if (!Invitations().Any(interest => interest.Matches(message) && interest.MayCatch(message))) return Laws.Uninvited;
        if (message.WithdrawnAt is not null) return Laws.Will;
        if (receipts.Count(receipt => receipt.QoS == QoS.ExactlyOnce) > 1) return Laws.ExactlyOnce;
        // A QoS 1 publisher that must send again makes a new message of it, as far as the broker can know.
        var copiesMax = message.QoS == QoS.AtLeastOnce ? message.Sends.Count : 1;
        return receipts.Count(receipt => !receipt.Duplicate) > copiesMax ? Laws.Repeat : null;
    }

    // A member of a shared group may get what the group has waited for since before it came.
    private IEnumerable<Interest> Invitations() => inbox.Group is null
        ? inbox.Interests
        : history.Inboxes.Where(other => other.Group == inbox.Group).SelectMany(other => other.Interests);

    private IEnumerable<BrokenPromise> Disorder()
    {
        var last = new Dictionary<(string, string, QoS), NumberedMessage>();
        var seen = new HashSet<NumberedMessage>();
        foreach (var message in inbox.Receipts.Select(receipt => receipt.Message))
        {
            if (!seen.Add(message) || MayBeLate(message)) continue;
            if (last.TryGetValue(message.Stream, out var before) && before.Number > message.Number)
                yield return Broken(Laws.Order, $"{message} for the first time after {before}", message);
            else
                last[message.Stream] = message;
        }
    }

    // QoS 1: the subscription began after it was sent, and before it was sent again behind younger ones.
    private bool MayBeLate(NumberedMessage message) =>
        message.QoS == QoS.AtLeastOnce && message.Sends.Count > 1
        && !inbox.Interests.Exists(interest => interest.Matches(message) && interest.HoldsThroughout(message));

    // A subscription that was given up: what waited then may be gone, but not from among what came.
    private IEnumerable<BrokenPromise> Gaps()
    {
        foreach (var interest in inbox.Interests)
        {
            if (interest.EndingAt is not { } ending) continue;
            var next = inbox.Interests.Find(other => other.Filter == interest.Filter && other.AskedAt > ending)?.AskedAt;
            var caught = history.Messages.Where(message => interest.IsBefore(message) && interest.Matches(message));
            foreach (var stream in caught.GroupBy(message => message.Stream))
            {
                var got = stream.LastOrDefault(
                    message => IsReceived(message) && message.Sends[0] < ending && IsRoutedBefore(message, next));
                if (got is null) continue;
                foreach (var lost in stream.Where(one => one.Number < got.Number && one.IsOwed && !IsReceived(one)))
                    yield return Broken(Laws.Gap, $"{got} but not {lost}", lost);
            }
        }
    }

    private bool IsReceived(NumberedMessage message) => (message.ReceivedBy & inbox.Bit) != 0;

    private static bool IsRoutedBefore(NumberedMessage message, Moment? next) =>
        next is not { } asked || (message.AcknowledgedAt is { } routed && routed < asked);

    private BrokenPromise Broken(string law, string what, NumberedMessage message) =>
        new(law, $"{inbox} got {what}", () => Story.Of(history, message, [inbox]));
}
