using System.Text;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Inspection;

/// <summary>What keeps messages on a topic from a client as things are now.</summary>
internal sealed class PresentCauses(string topic, SessionPicture picture, BrokerContext context, RetainedStore retained, Findings findings)
{
    private const int NearestMax = 3;

    private readonly string _id = picture.Identity.ClientId;

    /// <summary>No subscription matches: the nearest ones, and why they do not.</summary>
    public void TellNoMatch()
    {
        if (picture.Others.Count == 0)
        {
            findings.Decides($"'{_id}' has no subscription at all", $"Let it subscribe to '{topic}', and look whether SUBACK grants it");
            return;
        }

        var nearest = picture.Others.Select(filter => (Filter: filter, Mismatch: FilterMismatch.Of(WithoutGroup(filter), topic)))
            .Where(one => one.Mismatch.Nearness > 0).OrderByDescending(one => one.Mismatch.Nearness).Take(NearestMax).ToArray();
        var words = nearest.Length == 0 ? "and none is near" : "the nearest: " + string.Join("; ", nearest.Select(one => $"'{one.Filter}', {one.Mismatch.Words}"));
        findings.Decides($"None of the {picture.Others.Count} subscriptions of '{_id}' matches '{topic}', {words}", "Subscribe to a filter that matches, or publish to a topic that one matches");
    }

    /// <summary>It waits, or is on its way.</summary>
    public void TellWaiting()
    {
        if (picture.Undelivered is not [var (delivery, stage), ..])
        {
            if (picture.Queued > SessionPicture.WaitingMax)
                findings.Note($"{picture.Queued} messages wait for it, of which the oldest {SessionPicture.WaitingMax} were looked at");
            return;
        }

        var count = picture.Undelivered.Count == 1 ? "A message" : $"{picture.Undelivered.Count} messages";
        if (stage is not null)
        {
            findings.Decides($"{count} on '{topic}' was sent to '{_id}', which has not answered with {$"{OutboundFlow.AwaitedPacket(stage.Value)}".ToUpperInvariant()} yet{(picture.IsLive ? "" : ": it will be sent again when the client is back")}",
                "Look at the client: it got the message and does not acknowledge it, or its connection is stuck");
            return;
        }

        var (why, remedy) = WhyItWaits();
        findings.Decides($"{count} on '{topic}' {(picture.Undelivered.Count == 1 ? "waits" : "wait")} in the queue of '{_id}': {why}", remedy);
        if (delivery.ExpiresAt != Instant.Never) findings.Note("It expires if it is not sent in time (Message Expiry Interval)", at: delivery.ExpiresAt);
    }

    /// <summary>There is no room.</summary>
    public void TellShortage()
    {
        var options = context.Options;
        if (!picture.HasRoom)
        {
            findings.Decides(
                $"The queue of '{_id}' is full with {picture.Queued} messages of {picture.QueuedBytes} bytes: {PolicyWords(options.QueueFull)}",
                "Let the client read faster or come back, delete its session, or raise queued_messages_max and queued_bytes_max");
        }

        if (!context.CanKeepMessages && picture.IsDurable)
            findings.Decides("The broker is short of disk or memory: QoS 1 and 2 messages that it would have to keep are refused or held", "Free disk space, let queues drain, or raise memory_max");
        if (picture.IsCongested)
            findings.Decides($"'{_id}' reads too slowly: QoS 0 messages for it are dropped while its outgoing buffer is full", LossCauses.RemedyOf(LossCauses.TooSlow));
        if (picture.PacketBytesMax != uint.MaxValue)
            findings.Note($"'{_id}' takes packets of at most {picture.PacketBytesMax} bytes (Maximum Packet Size): larger messages are not sent to it", LossCauses.RemedyOf(LossCauses.TooLarge));
    }

    /// <summary>What its subscriptions choose. Decides only where nothing else does.</summary>
    public void TellChoices(bool isDecided)
    {
        Action<string, string?> tell = isDecided ? (text, remedy) => findings.Note(text, remedy) : (text, remedy) => findings.Decides(text, remedy);
        if (!picture.IsLive && picture.Undelivered.Count == 0 && !context.Options.QueueQoS0Offline)
        {
            tell($"'{_id}' is away since {Words(picture.DetachedAt)} and nothing on '{topic}' waits for it: messages of QoS 0, or for a subscription of QoS 0, are not kept for a client that is away",
                "Publish and subscribe at QoS 1, or set queue_qos0_offline");
            isDecided = true;
        }

        TellShared(tell);
        if (picture.Matching.TrueForAll(one => one.Options.NoLocal))
            findings.Note($"Its subscription '{picture.Matching[0].FilterText}' has No Local: what '{_id}' publishes itself is not sent back to it", "Subscribe without No Local");
        TellRetained();
        if (picture.Matching.TrueForAll(one => one.Options.QoS == QoS.AtMostOnce) && !isDecided)
            findings.Note($"Its subscription '{picture.Matching[0].FilterText}' is of QoS 0: what is on the way when its connection breaks is lost", "Subscribe at QoS 1");
    }

    private void TellShared(Action<string, string?> tell)
    {
        if (!picture.Matching.TrueForAll(one => one.Group is not null)) return;
        var shared = picture.Matching[0];
        var members = shared.Group!.Members.Length;
        if (members > 1)
        {
            tell($"'{_id}' shares '{shared.FilterText}' with {members - 1} other {(members == 2 ? "member" : "members")}: each message goes to one of them ({StrategyWords()}), so another one got it",
                "Subscribe without $share if each client is to get every message");
        }

        if (shared.Group.BacklogCount > 0)
            findings.Note($"{shared.Group.BacklogCount} messages wait for the shared group '{shared.FilterText}' until a member has room");
    }

    private void TellRetained()
    {
        if (retained.Find(Encoding.UTF8.GetBytes(topic)) is null) return;
        if (picture.Replays > 0)
            findings.Note($"{picture.Replays} retained messages wait to be sent to it, behind what is queued");
        if (picture.Matching.TrueForAll(one => one.Group is not null))
            findings.Note("There is a retained message on the topic: shared subscriptions are not sent retained messages", "Subscribe without $share");
        else if (picture.Matching.TrueForAll(one => one.Options.RetainHandling != RetainHandling.Send))
            findings.Note($"There is a retained message on the topic: its subscription asks for it {(picture.Matching.Exists(one => one.Options.RetainHandling == RetainHandling.SendIfNew) ? "only when the subscription is new (Retain Handling 1)" : "never (Retain Handling 2)")}", "Subscribe with Retain Handling 0");
    }

    private (string Why, string? Remedy) WhyItWaits()
    {
        if (!picture.IsLive) return ($"the client is away since {Words(picture.DetachedAt)}", "Let the client come back, with the same client id and without a clean start");
        if (picture.Inflight >= picture.InflightMax)
            return ($"{picture.Inflight} messages are in flight and not acknowledged, as many as its Receive Maximum and inflight_max allow", "Let the client acknowledge what it got; or raise its Receive Maximum or inflight_max");
        return picture.IsCongested
            ? ("it reads too slowly, and its outgoing buffer is full", "Let the client read faster, or raise outgoing_bytes_max")
            : ("it is about to be sent", null);
    }

    private string PolicyWords(QueueFullPolicy policy) => (policy, picture.IsDurable) switch
    {
        (QueueFullPolicy.DropOldest, _) => "its oldest message is dropped for each new one (queue_full = drop_oldest)",
        (QueueFullPolicy.Refuse, true) => "QoS 1 and 2 publishes to it are refused with 0x97, those of 3.x clients held (queue_full = refuse)",
        _ => "new messages are dropped",
    };

    private string StrategyWords() => context.Options.SharedStrategy switch
    {
        SharedStrategy.Sticky => "the same one while it is connected",
        SharedStrategy.HashClientId => "by the publisher",
        SharedStrategy.HashTopic => "by the topic",
        _ => "in turn",
    };

    private static string WithoutGroup(string filter) =>
        TopicFilter.TrySplitShared(Encoding.UTF8.GetBytes(filter), out _, out var inner) ? Encoding.UTF8.GetString(inner) : filter;

    private static string Words(Instant at) => RememberedCauses.TimeWords(at);
}
