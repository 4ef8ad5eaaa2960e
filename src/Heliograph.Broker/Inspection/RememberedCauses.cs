using System.Globalization;
using System.Text;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Inspection;

/// <summary>What the history of events says about a topic and a client.</summary>
internal sealed class RememberedCauses
{
    private const int ToldMax = 3;

    private readonly string _topic;
    private readonly byte[] _name;
    private readonly string _clientId;
    private readonly Findings _findings;
    private readonly BrokerEvent[] _own;
    private readonly BrokerEvent[] _others;

    public RememberedCauses(string topic, string clientId, EventHistory events, Instant since, Findings findings)
    {
        (_topic, _name, _clientId, _findings) = (BrokerEvent.Shorten(topic), Encoding.UTF8.GetBytes(topic), clientId, findings);
        var ownId = BrokerEvent.Shorten(clientId);
        _own = [.. events.OfClient(clientId).Where(one => one.At >= since)];
        _others = [.. events.Latest().Where(one => one.At >= since && one.ClientId != ownId)];
    }

    /// <summary>An instant as people read it, in UTC.</summary>
    public static string TimeWords(Instant at) =>
        DateTime.UnixEpoch.AddMilliseconds(at.Milliseconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>There is no session.</summary>
    /// <param name="nearest">A client id that differs in case or blanks only, or null.</param>
    public void TellAbsence(string? nearest)
    {
        var last = Array.FindLast(_own, one => one.Kind is EventKind.Refused or EventKind.SessionEnded or EventKind.Disconnected);
        if (last is null)
        {
            _findings.Decides(
                $"There is no client '{_clientId}', and nothing is remembered of it{(nearest is null ? "" : $"; there is a client '{nearest}'")}",
                nearest is null ? "Check the client id: 'heliograph clients' lists those there are" : "Client ids must be the same to the letter: correct it on one side");
            return;
        }

        var (what, remedy) = last.Kind switch
        {
            EventKind.Refused => ("its connection was refused", RefusalRemedies.Of(last.Code, last.Cause)),
            EventKind.SessionEnded => ("its session ended with its subscriptions and all that waited", "Connect with clean session 0 (3.x), or without a clean start and with a Session Expiry Interval (5.0), so that messages wait for it"),
            _ => ("its connection ended", "See why it does not come back"),
        };
        _findings.Decides($"'{_clientId}' is not there: {what} at {TimeWords(last.At)}: {last.Cause}", remedy, last.At);
        if (last.Kind == EventKind.Refused) TellEnd();
        TellPublishers();
    }

    /// <summary>It is away and may not come back.</summary>
    public void TellRefusedAttempts(Instant awaySince)
    {
        if (Array.FindLast(_own, one => one.Kind == EventKind.Refused && one.At >= awaySince) is not { } refused) return;
        _findings.Decides($"'{_clientId}' is away, and its connection was refused at {TimeWords(refused.At)}: {refused.Cause}", RefusalRemedies.Of(refused.Code, refused.Cause), refused.At);
    }

    /// <summary>It had, or wanted, a subscription that matches.</summary>
    public void TellLostSubscriptions()
    {
        if (Array.FindLast(_own, one => one.Kind is EventKind.Denied or EventKind.Unsubscribed && MatchesFilter(one.Topic)) is { } lost)
        {
            var isDenied = lost.Kind == EventKind.Denied;
            _findings.Decides(
                $"The subscription of '{_clientId}' to '{lost.Topic}' was {(isDenied ? "denied" : "given up")} at {TimeWords(lost.At)}: {lost.Cause}",
                isDenied ? "Change what decided, and let the client subscribe again" : "Let it subscribe again", lost.At);
        }
        else if (Array.FindLast(_own, one => one.Kind == EventKind.Subscribed && MatchesFilter(one.Topic)) is { } had
            && Array.FindLast(_own, one => one.Kind == EventKind.SessionEnded && one.At >= had.At) is { } ended)
        {
            _findings.Decides(
                $"The subscription of '{_clientId}' to '{had.Topic}' went with its session at {TimeWords(ended.At)} ({ended.Cause}), and it has not subscribed again",
                "Let it subscribe after each connect whose CONNACK says that no session is present", ended.At);
        }
    }

    /// <summary>What was not sent to it.</summary>
    public void TellLosses()
    {
        foreach (var lost in Latest(_own, one => one.Kind is EventKind.Dropped or EventKind.Expired && one.Topic == _topic))
            _findings.Decides($"A message on '{_topic}' for '{_clientId}' was {(lost.Kind == EventKind.Expired ? "not sent in time" : "dropped")} at {TimeWords(lost.At)}: {lost.Cause}", LossCauses.RemedyOf(lost.Cause), lost.At);
        foreach (var denied in Latest(_own, one => one.Kind == EventKind.Denied && one.Topic == _topic && one.Cause.StartsWith("not sent", StringComparison.Ordinal)))
            _findings.Note($"The rules of then kept a message on '{_topic}' from '{_clientId}' at {TimeWords(denied.At)}: {denied.Cause}", at: denied.At);
        foreach (var denied in Latest(_own, one => one.Kind == EventKind.Denied && one.Topic != _topic && one.Cause.Contains("retained messages were not sent", StringComparison.Ordinal) && MatchesFilter(one.Topic)))
            _findings.Note($"When '{_clientId}' subscribed to '{denied.Topic}' at {TimeWords(denied.At)}, {denied.Cause}", at: denied.At);
        foreach (var lost in Latest(_own, one => one.Kind is EventKind.Dropped or EventKind.Expired && one.Topic != _topic && (LossCauses.HoldsForAll(one.Cause) || MatchesFilter(one.Topic))))
            _findings.Note($"'{_clientId}' lost messages from {TimeWords(lost.At)} on, the first on '{lost.Topic}': {lost.Cause}; more of the same are not told until its queue has been empty", LossCauses.RemedyOf(lost.Cause), lost.At);
        TellLossesOfGroups();
    }

    // What a shared group lost that its members alone could have got.
    private void TellLossesOfGroups()
    {
        foreach (var lost in Latest(_others, one => one is { Kind: EventKind.Dropped, Cause: LossCauses.GroupQueueFull } && MatchesFilter(one.Topic)))
            _findings.Note($"'{lost.Topic}' lost messages from {TimeWords(lost.At)} on: {lost.Cause}; more of the same are not told until its queue has been empty", LossCauses.RemedyOf(lost.Cause), lost.At);
    }

    /// <summary>Nobody got it: the publisher was denied, refused, held or cut off.</summary>
    public void TellPublishers()
    {
        foreach (var denied in Latest([.. _others, .. _own], one => IsPublish(one) && one.Topic == _topic))
        {
            _findings.Decides(
                $"A publish to '{_topic}' by '{denied.ClientId}' was {(denied.Code == ReasonCode.QuotaExceeded ? "not taken" : "denied")} at {TimeWords(denied.At)}: {denied.Cause["PUBLISH: ".Length..]}",
                denied.Code == ReasonCode.QuotaExceeded ? LossCauses.RemedyOf(LossCauses.QueueFull) : "Add a rule to etc/acl that lets the publisher write the topic", denied.At);
        }

        var whose = PublishOutcome.QueueOf(_clientId);
        foreach (var refused in Latest(_others, one => IsPublish(one) && one.Topic != _topic && one.Cause.Contains(whose, StringComparison.Ordinal)))
            _findings.Note($"A publish of '{refused.ClientId}' to '{refused.Topic}' was not taken at {TimeWords(refused.At)}: {refused.Cause["PUBLISH: ".Length..]}; it is told now and then, whatever the topic", LossCauses.RemedyOf(LossCauses.QueueFull), refused.At);
        foreach (var unretained in Latest([.. _others, .. _own], one => one.Kind == EventKind.Dropped && one.Topic == _topic && one.Cause == PublishOutcome.UnretainedCause))
            _findings.Note($"A message on '{_topic}' was not retained at {TimeWords(unretained.At)}: {unretained.Cause}", at: unretained.At);
        foreach (var cut in Latest(_others, one => one.Kind == EventKind.Disconnected && one.Cause.StartsWith("PUBLISH", StringComparison.Ordinal)))
            _findings.Note($"'{cut.ClientId}' was cut off at {TimeWords(cut.At)} for what it published: {cut.Cause}", "If it is the publisher: correct what it sends, or the limit", cut.At);
    }

    /// <summary>When it was away, and when it subscribed.</summary>
    public void TellTimes(bool keepsQoS0)
    {
        if (Array.FindLast(_own, one => one.Kind == EventKind.Subscribed && MatchesFilter(one.Topic)) is { } subscribed)
            _findings.Note($"It subscribed to '{subscribed.Topic}' at {TimeWords(subscribed.At)}: what was published before is not sent, unless it is retained", at: subscribed.At);
        var left = _own.Where(one => one.Kind is EventKind.Disconnected or EventKind.SessionEnded).Reverse().Take(ToldMax);
        foreach (var gone in left)
        {
            if (Array.Find(_own, one => one.Kind == EventKind.Connected && one.At >= gone.At) is not { } back) continue;
            var lost = gone.Kind == EventKind.SessionEnded ? "its session had ended, so nothing waited for it"
                : keepsQoS0 ? "messages waited for it if its session lasted" : "messages of QoS 0 published then were not kept for it";
            _findings.Note($"It was away from {TimeWords(gone.At)} to {TimeWords(back.At)} ({gone.Cause}): {lost}", at: gone.At);
        }
    }

    private void TellEnd()
    {
        if (Array.FindLast(_own, one => one.Kind == EventKind.SessionEnded) is { } ended)
            _findings.Note($"Its session ended at {TimeWords(ended.At)}: {ended.Cause}", at: ended.At);
    }

    private static IEnumerable<BrokerEvent> Latest(BrokerEvent[] events, Func<BrokerEvent, bool> isWanted) =>
        events.Where(isWanted).OrderByDescending(one => one.At.Milliseconds).Take(ToldMax);

    private static bool IsPublish(BrokerEvent one) => one.Kind == EventKind.Denied && one.Cause.StartsWith("PUBLISH: ", StringComparison.Ordinal);

    private bool MatchesFilter(string? text)
    {
        if (string.IsNullOrEmpty(text)) return false;
        ReadOnlySpan<byte> filter = Encoding.UTF8.GetBytes(text);
        if (TopicFilter.TrySplitShared(filter, out _, out var inner)) filter = inner;
        return TopicFilter.IsValid(filter) && TopicFilter.Matches(filter, _name);
    }
}
