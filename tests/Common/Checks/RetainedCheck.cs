using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Checks;

/// <summary>Judges what a new subscriber found retained while the publisher of these topics was away.</summary>
public static class RetainedCheck
{
    /// <summary>The topics on which something must be found.</summary>
    public static string[] Expected(History history) => history.Read(all =>
        (from topic in Topics(all) where Possible(topic).All(message => message is { IsEmpty: false }) select topic.Key).ToArray());

    /// <param name="history">Which retained values were sent and acknowledged.</param>
    /// <param name="found">The payloads, by topic.</param>
    public static List<BrokenPromise> Check(History history, IReadOnlyDictionary<string, byte[]> found) => history.Read(all =>
    {
        var topics = Topics(all).ToArray();
        var broken = found.Keys.Except(topics.Select(topic => topic.Key))
            .Select(name => new BrokenPromise(Laws.NeverSent, $"a new subscriber found a retained message on {name}")).ToList();
        foreach (var topic in topics)
        {
            var possible = Possible(topic).ToArray();
            if (found.TryGetValue(topic.Key, out var payload)
                ? Array.Exists(possible, message => message is { IsEmpty: false } && message.IsPayload(payload))
                : Array.Exists(possible, message => message is null or { IsEmpty: true })) continue;
            var seen = payload is null ? "nothing" : Name(topic, payload);
            broken.Add(new(Laws.Retained, $"a new subscriber found {seen} on {topic.Key}; it may be {Names(possible)}",
                () => Story.Of(all, possible[0] ?? topic.First(), [])));
        }

        return broken;
    });

    private static IEnumerable<IGrouping<string, NumberedMessage>> Topics(History history) =>
        history.Messages.Where(message => message.Retain && message.Sends.Count > 0).GroupBy(message => message.Topic);

    // The last acknowledged one, or any that was sent after it; before an acknowledgement, also none (null).
    private static IEnumerable<NumberedMessage?> Possible(IEnumerable<NumberedMessage> topic)
    {
        var all = topic.ToArray();
        var last = Array.FindLastIndex(all, message => message.AcknowledgedAt is not null);
        return last < 0 ? all.Prepend<NumberedMessage?>(null) : all[last..];
    }

    private static string Names(NumberedMessage?[] possible) => possible is [var only] ? Name(only)
        : $"{Name(possible[0])} or any of {possible.Length - 1} that were sent later";

    private static string Name(IEnumerable<NumberedMessage> topic, byte[] payload) =>
        topic.FirstOrDefault(message => !message.IsEmpty && message.IsPayload(payload)) is { } known
            ? Name(known)
            : $"{payload.Length} bytes that were never sent there or are long gone";

    private static string Name(NumberedMessage? message) => message is null ? "nothing"
        : message.IsEmpty ? $"nothing ({message.Publisher} message {message.Number} cleared it)"
        : $"{message.Publisher} message {message.Number}";
}
