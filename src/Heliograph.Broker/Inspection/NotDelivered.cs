using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Events;
using Heliograph.Broker.Retained;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Inspection;

/// <summary>Answers why messages on a topic do not reach a client: from what is now, and from what is remembered.</summary>
internal sealed class NotDelivered(
    BrokerContext context, SessionRegistry sessions, RetainedStore retained, EventHistory events, IAuthorizer authorizer)
{
    /// <param name="topic">A topic name.</param>
    /// <param name="clientId">The receiver.</param>
    /// <param name="since">What happened before is left out.</param>
    public Diagnosis Ask(string topic, string clientId, Instant since)
    {
        var findings = new Findings();
        var name = Encoding.UTF8.GetBytes(topic);
        var remembered = new RememberedCauses(topic, clientId, events, since, findings);
        CheckTopic(name, topic, findings);
        var picture = sessions.TryFind(clientId, out var session) ? SessionPicture.Take(session, name, context) : null;
        if (picture is null)
        {
            remembered.TellAbsence(NearestClient(clientId));
        }
        else
        {
            var present = new PresentCauses(topic, picture, context, retained, findings);
            if (!picture.IsLive) remembered.TellRefusedAttempts(picture.DetachedAt);
            if (picture.Matching.Count == 0)
            {
                remembered.TellLostSubscriptions();
                present.TellNoMatch();
            }
            else
            {
                TellDenial(picture, name, topic, findings);
                present.TellWaiting();
                remembered.TellLosses();
                present.TellShortage();
            }

            remembered.TellPublishers();
            if (picture.Matching.Count > 0)
            {
                present.TellChoices(findings.HasDecisive);
                remembered.TellTimes(context.Options.QueueQoS0Offline);
            }
        }

        return new(AnswerOf(findings, topic, clientId, picture), findings.InOrder());
    }

    private string AnswerOf(Findings findings, string topic, string clientId, SessionPicture? picture)
    {
        if (findings.InOrder() is [{ IsDecisive: true } first, ..]) return $"{first.Text}.";
        var where = picture is { IsLive: true } ? "it is connected" : "it is away and its session waits for it";
        var rule = picture is { Matching.Count: > 0 } ? $", its subscription '{picture.Matching[0].FilterText}' matches at QoS {(int)picture.Matching[0].Options.QoS}" : "";
        var decision = picture is null ? default : authorizer.Decide(new(picture.Identity, AccessAction.Receive, Encoding.UTF8.GetBytes(topic)));
        return $"Nothing keeps '{topic}' from '{clientId}' now: {where}{rule}, the rules allow it ({decision.Rule}), nothing of it waits, and nothing is remembered as dropped, expired, denied or refused; "
            + "so nobody published to exactly this topic, or it was delivered: a trace shows which.";
    }

    private void CheckTopic(byte[] name, string topic, Findings findings)
    {
        var options = context.Options;
        if (name.Length > options.TopicBytesMax)
            findings.Decides($"Nobody can publish to the topic: it has {name.Length} bytes, and topic_bytes_max is {options.TopicBytesMax}", "Shorten the topic, or raise topic_bytes_max");
        else if (TopicLevels.Count(name) > options.TopicLevelsMax)
            findings.Decides($"Nobody can publish to the topic: it has {TopicLevels.Count(name)} levels, and topic_levels_max is {options.TopicLevelsMax}", "Use fewer levels, or raise topic_levels_max");
        else if (SystemTopics.IsSystem(name) && options.SysInterval <= TimeSpan.Zero)
            findings.Decides($"Nothing is published to '{topic}': only the broker publishes below $SYS, and that is switched off", "Set [sys] interval");
    }

    // The rules in force, as each delivery asks them.
    private void TellDenial(SessionPicture picture, byte[] name, string topic, Findings findings)
    {
        var decision = authorizer.Decide(new(picture.Identity, AccessAction.Receive, name));
        if (decision.IsAllowed) return;
        findings.Decides(
            $"The rules do not let '{picture.Identity.ClientId}' read '{topic}', though it has subscribed to '{picture.Matching[0].FilterText}': {decision.Rule}",
            "Add a rule to etc/acl that lets it read the topic");
    }

    private string? NearestClient(string clientId) => sessions.All.Select(session => session.ClientId)
        .FirstOrDefault(id => string.Equals(id.Trim(), clientId.Trim(), StringComparison.OrdinalIgnoreCase));
}
