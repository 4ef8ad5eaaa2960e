namespace Heliograph.Broker.Access;

/// <summary>Topics that belong to the broker: clients read $SYS if the rules allow it, and never write it.</summary>
internal static class SystemTopics
{
    private static readonly AccessDecision NotWritable = new(
        AccessAnswer.Denied, "$SYS topics are the broker's own and cannot be published to");

    /// <summary>Asks the rules, unless the request is a publish to the broker's own topics.</summary>
    public static AccessDecision Guard(IAuthorizer authorizer, in AccessRequest request) =>
        request.Action == AccessAction.Publish && IsSystem(request.Topic) ? NotWritable : authorizer.Decide(request);

    public static bool IsSystem(ReadOnlySpan<byte> topic) =>
        topic.StartsWith("$SYS"u8) && (topic.Length == 4 || topic[4] == (byte)'/');
}
