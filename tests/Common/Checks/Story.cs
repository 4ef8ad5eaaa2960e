using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Checks;

/// <summary>Tells what is known of one message, in order.</summary>
internal static class Story
{
    private const int LinesMax = 30;

    public static IReadOnlyList<string> Of(History history, NumberedMessage message, IReadOnlyList<Inbox> receivers)
    {
        var events = new List<(Moment At, string What)>();
        foreach (var (index, at) in message.Sends.Index()) events.Add((at, index == 0 ? "sent" : "sent again"));
        Add(message.AcknowledgedAt, "acknowledged to its publisher");
        Add(message.VanishedAt, "the client of this will was gone");
        Add(message.WithdrawnAt, "the client of this will had come back in time");
        foreach (var inbox in receivers)
        {
            foreach (var receipt in inbox.Receipts.Where(receipt => receipt.Message == message))
            {
                var how = $"on its connection {receipt.Connection} at QoS {(int)receipt.QoS}";
                Add(receipt.At, $"{inbox} got it {how}{(receipt.Duplicate ? " with DUP" : "")}");
            }
        }

        if (events.Count == 0) return [];
        var first = events.Min(one => one.At.Order);
        var last = events.Max(one => one.At.Order);
        events.AddRange(history.Breaks.Where(one => one.At.Order > first && one.At.Order < last));
        foreach (var inbox in receivers) AddInterests(inbox);
        var lines = events.OrderBy(one => one.At.Order).Select(one => $"{one.At} {one.What}").ToArray();
        return lines.Length <= LinesMax ? lines : [.. lines[..LinesMax], $"and {lines.Length - LinesMax} more"];

        void Add(Moment? at, string what)
        {
            if (at is { } known) events.Add((known, what));
        }

        // The subscription that was in force when it was sent, and what changed while it was on its way.
        void AddInterests(Inbox inbox)
        {
            foreach (var interest in inbox.Interests.Where(interest => interest.Matches(message)))
            {
                if (interest.EndedAt is { } ended && ended.Order < first) continue;
                if (interest.AskedAt.Order > last) continue;
                Add(interest.AskedAt, $"{inbox} subscribed to {interest.Filter} at QoS {(int)interest.QoS}");
                Add(interest.GrantedAt, $"{inbox} had its SUBACK for {interest.Filter}");
                Add(interest.EndingAt, $"{inbox} unsubscribed from {interest.Filter}");
                Add(interest.EndedAt, $"{inbox} had its UNSUBACK for {interest.Filter}");
            }
        }
    }
}
