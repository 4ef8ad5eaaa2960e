using Heliograph.Broker.Access;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Connections;

/// <summary>The latest answers for the topics that one connection publishes to, until the rules change.</summary>
internal sealed class AccessCache
{
    private const int Size = 8; // direct-mapped; a power of two

    private readonly Answer[] _answers = new Answer[Size];
    private int _rulesVersion;

    /// <param name="authorizer">Asked when the answer is not known.</param>
    /// <param name="request">A publish.</param>
    /// <param name="isNew">Whether the answer was asked for just now: then a denial is worth an event.</param>
    public AccessDecision Decide(IAuthorizer authorizer, in AccessRequest request, out bool isNew)
    {
        var version = authorizer.RulesVersion;
        if (version != _rulesVersion) Array.Clear(_answers);
        _rulesVersion = version;
        var topic = request.Topic;
        // Any spread will do: a miss costs one question.
        ref var answer = ref _answers[(topic.Length + (topic[^1] * 7) + topic[topic.Length / 2]) & (Size - 1)];
        isNew = answer.Topic is null || answer.Decision.DependsOnPayload || answer.QoS != request.QoS || answer.Retain != request.Retain
            || !topic.SequenceEqual(answer.Topic);
        if (isNew) answer = new(topic.ToArray(), request.QoS, request.Retain, SystemTopics.Guard(authorizer, request));
        return answer.Decision;
    }

    private readonly record struct Answer(byte[]? Topic, QoS QoS, bool Retain, AccessDecision Decision);
}
